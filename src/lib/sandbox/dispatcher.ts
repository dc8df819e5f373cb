import {askedBy} from './asked-by.ts'
import {denialMessage, failureOf, throttlingOf, accessDenied} from './fault-errors.ts'
import type {FaultPlan, FiredFault, Strike} from './faults.ts'
import {
  ServiceError,
  type Authorization,
  type Call,
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

  constructor(
    world: World,
    options: {
      readonly faults: FaultPlan
      readonly digestKey: string
      readonly onBug: (error: unknown) => void
      readonly durability: Durability | undefined
    },
  ) {
    this.#world = world
    this.#faults = options.faults
    this.#ledger = new Ledger(world, options.digestKey)
    this.#onBug = options.onBug
    this.#durability = options.durability
  }

  async perform(call: Call, target: Target): Promise<Outcome> {
    const {clock} = this.#world
    const {era} = clock
    const asked = this.#world.observe === undefined ? [] : questionsOf(call, target, this.#world)
    const strike = this.#faults.strike(call)
    if (strike.latency !== undefined) await this.#delay(call, strike.latency)
    const outcome = era === clock.era ? await this.#struck(seenBy(call, strike), target, strike) : OF_THE_PAST
    if (era !== clock.era) return OF_THE_PAST
    this.#ledger.note(call, target, outcome)
    this.#world.observe?.({call, asked, ...seenOf(outcome, strike)})
    // Who has an answer to a change may rely on it, whatever happens to this process.
    if (!target.operation.readOnly) await this.#durability?.settled()
    return outcome
  }

  /** A request that never became a call: nobody knows who sent it, so only the record has it. */
  noteRefused(refused: {service?: string; operation?: string; requestId: string; error: ServiceError}): void {
    this.#ledger.noteRefused(refused)
  }

  async #delay(call: Call, fault: FiredFault): Promise<void> {
    const latencyMs = fault.rule.latencyMs ?? 1000
    this.#ledger.noteFault(call, fault, {latencyMs})
    await this.#world.clock.sleep(latencyMs)
  }

  async #struck(call: Call, target: Target, strike: Strike): Promise<Outcome> {
    const {clock} = this.#world
    const {era} = clock
    if (strike.staleLabels !== undefined) this.#ledger.noteFault(call, strike.staleLabels)
    const fault = strike.ending
    if (fault === undefined) return this.#attempt(call, target)
    if (fault.rule.kind === 'lost-reply' || fault.rule.kind === 'kill-after') {
      const outcome = await this.#attempt(call, target)
      return era === clock.era ? this.#cut(call, fault, outcome) : OF_THE_PAST
    }
    if (fault.rule.kind === 'connection-reset' || fault.rule.kind === 'kill-before') return this.#cut(call, fault)
    this.#ledger.noteFault(call, fault)
    return {kind: 'error', error: this.#refusal(call, target, fault)}
  }

  #cut(call: Call, fault: FiredFault, outcome?: Outcome): Outcome {
    const kills = fault.rule.kind === 'kill-before' || fault.rule.kind === 'kill-after'
    const killed = kills && this.#world.functions.killWorker(call.principal.accessKeyId)
    this.#ledger.noteFault(call, fault, kills ? {killed} : {})
    if (outcome === undefined) return {kind: 'cut', tookEffect: false}
    return {...outcome, kind: 'cut', tookEffect: outcome.kind === 'ok'}
  }

  #refusal(call: Call, {definition, operation}: Target, fault: FiredFault): ServiceError {
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

function seenOf(outcome: Outcome, strike: Strike): Omit<SeenCall, 'call' | 'asked'> {
  const error = outcome.kind === 'ok' ? undefined : outcome.error
  const output = outcome.kind === 'error' ? undefined : outcome.output
  const fault = (strike.ending ?? strike.latency ?? strike.staleLabels)?.rule.kind
  return {
    ...(fault === undefined ? {} : {fault}),
    tookEffect: outcome.kind === 'cut' ? outcome.tookEffect : error === undefined,
    ...(output === undefined ? {} : {output}),
    ...(error === undefined ? {} : {error: {code: error.code, status: error.status, message: error.message}}),
  }
}

function seenBy(call: Call, strike: Strike): Call {
  return strike.staleLabels === undefined ? call : {...call, staleLabels: true}
}
