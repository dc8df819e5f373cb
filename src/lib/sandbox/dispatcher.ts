import {askedBy} from './asked-by.ts'
import {accessDenied, denialMessage, failureOf, quoting, throttlingOf} from './fault-errors.ts'
import {heldUntil, latencyOf, type FaultPlan, type FiredFault, type Strike} from './faults.ts'
import {
  ServiceError,
  type Authorization,
  type Call,
  type HeldUntil,
  type SeenCall,
  type ServiceDefinition,
  type World,
} from './kernel.ts'
import {Ledger} from './ledger.ts'
import type {Outcome, Target} from './outcome.ts'
import type {Durability} from './state/keeper.ts'

/** What became of a call that was under way when the sandbox was put back: for the state as it is now it never was. */
const OF_THE_PAST: Outcome = {kind: 'cut', tookEffect: false}

/** What every call passes, whichever way it came: faults, permission, the operation itself, the trail and the record. */
export class Dispatcher {
  readonly #world: World
  readonly #faults: FaultPlan
  readonly #ledger: Ledger
  readonly #onBug: (error: unknown) => void
  readonly #durability: Durability | undefined
  readonly #soleCaller: boolean
  readonly #observe: ((seen: SeenCall) => void) | undefined

  constructor(
    world: World,
    options: {
      readonly faults: FaultPlan
      readonly digestKey: string
      readonly onBug: (error: unknown) => void
      readonly durability: Durability | undefined
      readonly observe: ((seen: SeenCall) => void) | undefined
      /** Whatever comes over the wire is sent by the one function that runs, with whatever credential. */
      readonly soleCaller: boolean
    },
  ) {
    this.#world = world
    this.#faults = options.faults
    this.#ledger = new Ledger(world, options.digestKey)
    this.#onBug = options.onBug
    this.#durability = options.durability
    this.#observe = options.observe
    this.#soleCaller = options.soleCaller
  }

  async perform(arrived: Call, target: Target): Promise<Outcome> {
    const {clock} = this.#world
    const {era} = clock
    const worker = this.#workerOf(arrived)
    const atWork = this.#world.functions.callArrived(worker)
    const worked = atWork === undefined ? arrived : {...arrived, invocation: atWork.requestId}
    const asked = this.#observe === undefined ? [] : [...questionsOf(worked, target, this.#world)]
    const call = this.#observe === undefined ? worked : {...worked, alsoAsked: asked.push.bind(asked)}
    const strike = this.#faults.strike(call)
    const isPaced = atWork?.paced === true
    if (strike.latency !== undefined) this.#noteLatency(call, strike.latency)
    if (strike.latency !== undefined && !isPaced) await clock.sleep(latencyOf(strike.latency))
    const outcome = era === clock.era ? await this.#struck(seenBy(call, strike), target, strike) : OF_THE_PAST
    if (era !== clock.era) return OF_THE_PAST
    this.#ledger.note(call, target, outcome)
    this.#observe?.({...seenCall(call, outcome, strike), asked})
    // Who has an answer to a change may rely on it, whatever happens to this process.
    if (!target.operation.readOnly) await this.#durability?.settled()
    const until = heldUntil(strike, isPaced, clock.now())
    if (until === undefined) return outcome
    return (await this.#hold(call, until)) === 'sent' ? outcome : OF_THE_PAST
  }

  #hold(call: Call, until: HeldUntil): Promise<'sent' | 'cut'> {
    return this.#world.holds.hold(this.#workerOf(call), until, call.whenGone)
  }

  /** Access key id of the worker that sent a call: its own, or that of the one that runs, when it used a credential of a target. */
  #workerOf({principal, userAgent}: Call): string {
    if (!this.#soleCaller || principal.functionArn !== undefined || userAgent === 'in-process')
      return principal.accessKeyId
    return this.#world.functions.soleRunning()?.accessKeyId ?? principal.accessKeyId
  }

  /** A request that never became a call: nobody knows who sent it, so only the record has it. */
  noteRefused(refused: {service?: string; operation?: string; requestId: string; error: ServiceError}): void {
    this.#ledger.noteRefused(refused)
  }

  #noteLatency(call: Call, fault: FiredFault): void {
    this.#ledger.noteFault(call, fault, {latencyMs: latencyOf(fault)})
  }

  async #struck(call: Call, target: Target, strike: Strike): Promise<Outcome> {
    const {clock} = this.#world
    const {era} = clock
    if (strike.staleLabels !== undefined) this.#ledger.noteFault(call, strike.staleLabels)
    const fault = strike.ending
    if (fault === undefined) return this.#attempt(call, target)
    if (fault.rule.kind === 'hold' || fault.rule.kind === 'hang') return this.#heldBack(call, target, fault)
    if (fault.rule.kind === 'lost-reply' || fault.rule.kind === 'kill-after') {
      const outcome = await this.#attempt(call, target)
      return era === clock.era ? this.#cut(call, fault, outcome) : OF_THE_PAST
    }
    if (fault.rule.kind === 'connection-reset' || fault.rule.kind === 'kill-before') return this.#cut(call, fault)
    this.#ledger.noteFault(call, fault)
    return {kind: 'error', error: this.#refusal(call, target, fault)}
  }

  /** What becomes of a call whose reply is kept back, up to its effect. */
  async #heldBack(call: Call, target: Target, fault: FiredFault): Promise<Outcome> {
    const {kind, effect, holdBefore} = fault.rule
    this.#ledger.noteFault(call, fault)
    if (kind === 'hang' && effect !== 'before') return OF_THE_PAST
    if (kind === 'hold' && holdBefore === true && (await this.#hold(call, 'released')) === 'cut') return OF_THE_PAST
    const outcome = await this.#attempt(call, target)
    return kind === 'hold' ? outcome : {...outcome, kind: 'cut', tookEffect: outcome.kind === 'ok'}
  }

  #cut(call: Call, fault: FiredFault, outcome?: Outcome): Outcome {
    const kills = fault.rule.kind === 'kill-before' || fault.rule.kind === 'kill-after'
    const killed = kills && this.#world.functions.killWorker(this.#workerOf(call))
    this.#ledger.noteFault(call, fault, kills ? {killed} : {})
    if (outcome === undefined) return {kind: 'cut', tookEffect: false}
    return {...outcome, kind: 'cut', tookEffect: outcome.kind === 'ok'}
  }

  #refusal(call: Call, target: Target, fault: FiredFault): ServiceError {
    const error = this.#plainRefusal(call, target, fault)
    return fault.rule.echo === true ? quoting(error, call) : error
  }

  #plainRefusal(call: Call, {definition, operation}: Target, fault: FiredFault): ServiceError {
    if (fault.rule.kind === 'throttle') return throttlingOf(definition)
    if (fault.rule.kind === 'server-error') return failureOf(definition)
    return accessDenied(definition, denialMessage(call, operation.authorize(call, this.#world)[0]))
  }

  async #attempt(call: Call, {definition, operation}: Target): Promise<Outcome> {
    try {
      for (const question of operation.authorize(call, this.#world)) this.#ask(call, definition, question)
      return {kind: 'ok', output: await operation.run(call, this.#world)}
    } catch (error) {
      if (error instanceof ServiceError) return {kind: 'error', error}
      this.#onBug(error)
      return {kind: 'error', error: new ServiceError('InternalFailure', 'The sandbox itself failed.', 500)}
    }
  }

  #ask(call: Call, definition: ServiceDefinition, question: Authorization): void {
    const decision = this.#world.identities.authorize(call.principal, askedBy(call, question))
    if (!decision.allowed) throw accessDenied(definition, decision.message)
  }
}

/** The permissions that a call needs; none where the operation refuses it before it asks. */
function questionsOf(call: Call, {operation}: Target, world: World): readonly Authorization[] {
  try {
    return operation.authorize(call, world)
  } catch (error) {
    if (error instanceof ServiceError) return []
    throw error
  }
}

function seenBy(call: Call, strike: Strike): Call {
  return strike.staleLabels === undefined ? call : {...call, staleLabels: true}
}

function seenCall(call: Call, outcome: Outcome, strike: Strike): Omit<SeenCall, 'asked'> {
  const {error, output} = outcome as {readonly error?: ServiceError; readonly output?: unknown}
  const fault = (strike.ending ?? strike.latency ?? strike.staleLabels)?.rule.kind
  return {
    call,
    ...(call.invocation === undefined ? {} : {invocation: call.invocation}),
    ...(fault === undefined ? {} : {fault}),
    tookEffect: outcome.kind === 'cut' ? outcome.tookEffect : outcome.kind === 'ok',
    ...(output === undefined ? {} : {output}),
    ...(error === undefined ? {} : {error: {code: error.code, status: error.status, message: error.message}}),
  }
}
