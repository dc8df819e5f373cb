import {heldUntil, latencyOf, type FaultPlan, type FiredFault, type Strike} from './faults.ts'
import type {Call, CallRecordEntry, HeldUntil, SeenCall, World} from './kernel.ts'

/** A request for a target outside AWS's own services. */
export interface TargetRequest {
  /** What rules of the fault plan name, and what is asked of it. The last three are servers outside the sandbox. */
  readonly service: 'graphql' | 'logins' | 'postgres' | 'mysql' | 'https'
  readonly operation: string
  /** What was sent, for checkers alone. */
  readonly input: Readonly<Record<string, unknown>>
  /** What the record names. */
  readonly recordedAs: {readonly service: string; readonly operation: string}
}

/** What a target answers. */
export interface TargetReply {
  readonly status: number
  readonly tookEffect: boolean
  /** Absent: the one that the target has for this status. */
  readonly body?: string
}

/** Makes what is asked happen. `lost`: whoever asked is not to have the answer. */
export type Attempt = (answer: 'sent' | 'lost') => TargetReply | Promise<TargetReply>

export type TargetOutcome =
  | ({readonly kind: 'answer'} & TargetReply)
  /** The connection is cut. */
  | {readonly kind: 'cut'; readonly tookEffect: boolean}
  /** The sandbox was put back meanwhile: whoever asked is part of another story, and nothing is recorded. */
  | {readonly kind: 'past'}

/** Statuses of faults that the target itself answers; the others cut the connection. */
const REFUSALS: Readonly<Record<string, number>> = {throttle: 429, 'server-error': 500, 'access-denied': 403}

/** Faults that strike once the request had its effect. */
const AFTERWARDS = new Set(['lost-reply', 'kill-after'])

/**
 * What every request for a target passes: the fault plan and the record. A target does not know who asks, so a request
 * counts as one of the invocation that is running, if exactly one is; kills end its worker.
 */
export class TargetGate {
  readonly #world: World
  readonly #faults: FaultPlan
  readonly #observe: ((seen: SeenCall) => void) | undefined

  /** `observe` is told of each request after its end, with what was sent. Absent: nobody is. */
  constructor(world: World, faults: FaultPlan, observe?: (seen: SeenCall) => void) {
    this.#world = world
    this.#faults = faults
    this.#observe = observe
  }

  async pass(request: TargetRequest, attempt: Attempt): Promise<TargetOutcome> {
    const {clock} = this.#world
    const {era} = clock
    const call = this.#callOf(request)
    const strike = this.#faults.strike(call)
    const isPaced = this.#world.functions.callArrived(call.principal.accessKeyId)?.paced === true
    if (strike.latency !== undefined) await this.#delay(call, strike.latency, isPaced)
    if (era !== clock.era) return {kind: 'past'}
    const outcome = await this.#struck(call, strike, attempt)
    if (era !== clock.era) return {kind: 'past'}
    const {tookEffect} = outcome
    const status = outcome.kind === 'cut' ? {} : {status: outcome.status}
    this.#note('target', call, {...request.recordedAs, ...status, tookEffect})
    this.#tell(call, outcome, strike)
    const until = heldUntil(strike, isPaced, clock.now())
    if (until === undefined) return outcome
    return (await this.#hold(call, until)) === 'sent' ? outcome : {kind: 'past'}
  }

  /** Whoever stands before a server outside the sandbox says that it owes an answer; the result, that it came. */
  awaitOutside(): () => void {
    return this.#world.outside.begin()
  }

  #hold({principal}: Call, until: HeldUntil): Promise<'sent' | 'cut'> {
    return this.#world.holds.hold(principal.accessKeyId, until)
  }

  #tell(call: Call, outcome: Exclude<TargetOutcome, {kind: 'past'}>, {ending, latency}: Strike): void {
    const fault = (ending ?? latency)?.rule.kind
    const refused = outcome.kind === 'answer' && outcome.status >= 400 ? outcome.status : undefined
    this.#observe?.({
      call,
      asked: [],
      ...(fault === undefined ? {} : {fault}),
      tookEffect: outcome.tookEffect,
      ...(refused === undefined ? {} : {error: {code: String(refused), status: refused, message: ''}}),
    })
  }

  /** A process that waits in virtual time gets its answer late instead. */
  async #delay(call: Call, fault: FiredFault, isPaced: boolean): Promise<void> {
    const latencyMs = latencyOf(fault)
    this.#noteFault(call, fault, {latencyMs})
    if (!isPaced) await this.#world.clock.sleep(latencyMs)
  }

  async #struck(call: Call, {ending}: Strike, attempt: Attempt): Promise<Exclude<TargetOutcome, {kind: 'past'}>> {
    const {clock} = this.#world
    const {era} = clock
    if (ending === undefined) return {kind: 'answer', ...(await attempt('sent'))}
    if (ending.rule.kind === 'hold' || ending.rule.kind === 'hang') return this.#heldBack(call, ending, attempt)
    const status = REFUSALS[ending.rule.kind]
    const tookEffect = AFTERWARDS.has(ending.rule.kind) && (await attempt('lost')).tookEffect
    // What ended with the state before does not reach into this one.
    if (era !== clock.era) return {kind: 'cut', tookEffect: false}
    this.#noteFault(call, ending, this.#kill(call, ending))
    return status === undefined ? {kind: 'cut', tookEffect} : {kind: 'answer', status, tookEffect: false}
  }

  /** What becomes of a request whose answer is kept back, up to its effect. */
  async #heldBack(call: Call, fault: FiredFault, attempt: Attempt): Promise<Exclude<TargetOutcome, {kind: 'past'}>> {
    const {kind, effect, holdBefore} = fault.rule
    const {clock} = this.#world
    const {era} = clock
    if (kind === 'hold' && holdBefore !== true) {
      // A server outside takes real time: told of sooner, whoever waits for the hold may release it before it holds anything.
      const done = await attempt('sent')
      if (era !== clock.era) return {kind: 'cut', tookEffect: false}
      this.#noteFault(call, fault, {})
      return {kind: 'answer', ...done}
    }
    this.#noteFault(call, fault, {})
    if (kind === 'hang') return {kind: 'cut', tookEffect: effect === 'before' && (await attempt('lost')).tookEffect}
    return (await this.#hold(call, 'released')) === 'cut'
      ? {kind: 'cut', tookEffect: false}
      : {kind: 'answer', ...(await attempt('sent'))}
  }

  #kill(call: Call, {rule}: FiredFault): Readonly<Record<string, unknown>> {
    if (rule.kind !== 'kill-before' && rule.kind !== 'kill-after') return {}
    return {killed: this.#world.functions.killWorker(call.principal.accessKeyId)}
  }

  #noteFault(call: Call, {rule, index}: FiredFault, detail: Readonly<Record<string, unknown>>): void {
    const {service, operation} = call
    this.#note('fault', call, {service, operation, detail: {fault: rule.kind, rule: index, ...detail}})
  }

  #note(kind: 'target' | 'fault', {principal}: Call, facts: Partial<CallRecordEntry>): void {
    const {functionArn} = principal
    this.#world.record.add({kind, ...facts, ...(functionArn === undefined ? {} : {functionArn})})
  }

  /** The request as rules match it. Nobody has signed it, so it has no principal but the function. */
  #callOf({service, operation, input}: TargetRequest): Call {
    const running = this.#world.functions.soleRunning()
    const nobody = {kind: 'service', accountId: '', arn: '', accessKeyId: '', userId: ''} as const
    return {
      service,
      operation,
      input,
      principal: {...nobody, ...running},
      accountId: '',
      region: '',
      requestId: '',
      sourceIp: '127.0.0.1',
      userAgent: '',
    }
  }
}
