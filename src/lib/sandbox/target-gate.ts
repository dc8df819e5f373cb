import type {FaultPlan, FiredFault, Strike} from './faults.ts'
import type {Call, CallRecordEntry, World} from './kernel.ts'

/** A request for a target outside AWS's own services. */
export interface TargetRequest {
  /** What rules of the fault plan name: `graphql` or `logins`, and what is asked of it. */
  readonly service: 'graphql' | 'logins'
  readonly operation: string
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

  constructor(world: World, faults: FaultPlan) {
    this.#world = world
    this.#faults = faults
  }

  async pass(request: TargetRequest, attempt: () => TargetReply | Promise<TargetReply>): Promise<TargetOutcome> {
    const {clock} = this.#world
    const {era} = clock
    const call = this.#callOf(request)
    const strike = this.#faults.strike(call)
    if (strike.latency !== undefined) await this.#delay(call, strike.latency)
    if (era !== clock.era) return {kind: 'past'}
    const outcome = await this.#struck(call, strike, attempt)
    if (era !== clock.era) return {kind: 'past'}
    const {tookEffect} = outcome
    const status = outcome.kind === 'cut' ? {} : {status: outcome.status}
    this.#note('target', call, {...request.recordedAs, ...status, tookEffect})
    return outcome
  }

  async #delay(call: Call, fault: FiredFault): Promise<void> {
    const latencyMs = fault.rule.latencyMs ?? 1000
    this.#noteFault(call, fault, {latencyMs})
    await this.#world.clock.sleep(latencyMs)
  }

  async #struck(
    call: Call,
    {ending}: Strike,
    attempt: () => TargetReply | Promise<TargetReply>,
  ): Promise<Exclude<TargetOutcome, {kind: 'past'}>> {
    const {clock} = this.#world
    const {era} = clock
    if (ending === undefined) return {kind: 'answer', ...(await attempt())}
    const status = REFUSALS[ending.rule.kind]
    const tookEffect = AFTERWARDS.has(ending.rule.kind) && (await attempt()).tookEffect
    // What ended with the state before does not reach into this one.
    if (era !== clock.era) return {kind: 'cut', tookEffect: false}
    this.#noteFault(call, ending, this.#kill(call, ending))
    return status === undefined ? {kind: 'cut', tookEffect} : {kind: 'answer', status, tookEffect: false}
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
  #callOf({service, operation}: TargetRequest): Call {
    const running = this.#world.functions.soleRunning()
    const nobody = {kind: 'service', accountId: '', arn: '', accessKeyId: '', userId: ''} as const
    return {
      service,
      operation,
      input: {},
      principal: {...nobody, ...running},
      accountId: '',
      region: '',
      requestId: '',
      sourceIp: '127.0.0.1',
      userAgent: '',
    }
  }
}
