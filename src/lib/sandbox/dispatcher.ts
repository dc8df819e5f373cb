import {
  ServiceError,
  type Authorization,
  type Call,
  type OperationDefinition,
  type ServiceDefinition,
  type World,
} from './kernel.ts'
import {requestDigest} from './digest.ts'
import {trailParameters} from './trail-parameters.ts'

export type Outcome =
  | {readonly kind: 'ok'; readonly output: unknown}
  | {readonly kind: 'error'; readonly error: ServiceError}
  /** The connection is cut, with or without an effect. */
  | {readonly kind: 'cut'}

export interface Target {
  readonly definition: ServiceDefinition
  readonly operation: OperationDefinition
}

/** What every call passes, whichever way it came: permission, the operation itself, the trail and the record. */
export class Dispatcher {
  readonly #world: World
  readonly #digestKey: string
  readonly #onBug: (error: unknown) => void

  constructor(world: World, options: {readonly digestKey: string; readonly onBug: (error: unknown) => void}) {
    this.#world = world
    this.#digestKey = options.digestKey
    this.#onBug = options.onBug
  }

  async perform(call: Call, target: Target): Promise<Outcome> {
    const outcome = await this.#attempt(call, target)
    this.#note(call, target, outcome)
    return outcome
  }

  /** A request that never became a call: nobody knows who sent it, so only the record has it. */
  noteRefused(refused: {service?: string; operation?: string; requestId: string; error: ServiceError}): void {
    const {error, ...known} = refused
    this.#world.record.add({kind: 'call', ...known, status: error.status, error: error.code, tookEffect: false})
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
    const decision = this.#world.identities.authorize(call.principal, question)
    if (decision.allowed) return
    const code = definition.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException'
    throw new ServiceError(code, decision.message, definition.protocol === 'json-1.1' ? 400 : 403)
  }

  #note(call: Call, {definition, operation}: Target, outcome: Outcome): void {
    const error = outcome.kind === 'error' ? outcome.error : undefined
    const {principal} = call
    this.#world.identities.noteUse(principal.accessKeyId, call.service, call.region)
    this.#writeTrail(call, {definition, operation}, outcome)
    this.#world.record.add({
      kind: 'call',
      service: call.service,
      operation: call.operation,
      principal: principal.arn,
      ...(principal.functionArn === undefined ? {} : {functionArn: principal.functionArn}),
      requestId: call.requestId,
      status: error?.status ?? 200,
      ...(error === undefined ? {} : {error: error.code}),
      tookEffect: error === undefined,
      requestDigest: requestDigest(this.#digestKey, `${call.service}.${call.operation}`, call.input),
    })
  }

  #writeTrail(call: Call, {definition, operation}: Target, outcome: Outcome): void {
    const output = outcome.kind === 'ok' ? outcome.output : undefined
    const told = operation.trail?.(call, output)
    const error = outcome.kind === 'error' ? outcome.error : undefined
    this.#world.trail.api({
      call,
      eventSource: definition.eventSource,
      readOnly: operation.readOnly,
      requestParameters: told === undefined ? trailParameters(call.input) : told.requestParameters,
      responseElements: told === undefined || error !== undefined ? null : told.responseElements,
      ...(error === undefined ? {} : {errorCode: trailCode(error.code), errorMessage: error.message}),
      ...(told?.resources === undefined ? {} : {resources: told.resources}),
    })
  }
}

/** CloudTrail says `AccessDenied` whatever the service's own exception is called. */
function trailCode(code: string): string {
  return code === 'AccessDeniedException' ? 'AccessDenied' : code
}
