import {requestDigest} from './digest.ts'
import type {FiredFault} from './faults.ts'
import type {Call, CallRecordEntry, ServiceError, World} from './kernel.ts'
import type {Outcome, Target} from './outcome.ts'
import {trailParameters} from './trail-parameters.ts'

/** Writes down what became of each call: call record, trail and last use of the key. */
export class Ledger {
  readonly #world: World
  readonly #digestKey: string

  constructor(world: World, digestKey: string) {
    this.#world = world
    this.#digestKey = digestKey
  }

  note(call: Call, target: Target, outcome: Outcome): void {
    if (outcome.kind !== 'cut' || outcome.tookEffect || outcome.error !== undefined)
      this.#arrived(call, target, outcome)
    const error = outcome.kind === 'ok' ? undefined : outcome.error
    this.#world.record.add({
      kind: 'call',
      ...identified(call),
      ...(outcome.kind === 'cut' ? {} : {status: error?.status ?? 200}),
      ...(error === undefined ? {} : {error: error.code}),
      tookEffect: outcome.kind === 'cut' ? outcome.tookEffect : error === undefined,
      requestDigest: requestDigest(this.#digestKey, `${call.service}.${call.operation}`, call.input),
    })
  }

  noteRefused(refused: {service?: string; operation?: string; requestId: string; error: ServiceError}): void {
    const {error, ...known} = refused
    this.#world.record.add({kind: 'call', ...known, status: error.status, error: error.code, tookEffect: false})
  }

  noteFault(call: Call, fault: FiredFault, detail: Readonly<Record<string, unknown>> = {}): void {
    this.#world.record.add({
      kind: 'fault',
      ...identified(call),
      detail: {fault: fault.rule.kind, rule: fault.index, ...detail},
    })
  }

  /** The service saw the call, so CloudTrail has it and its key was used. */
  #arrived(call: Call, {definition, operation}: Target, outcome: Outcome): void {
    this.#world.identities.noteUse(call.principal.accessKeyId, call.service, call.region)
    const output = outcome.kind === 'error' ? undefined : outcome.output
    const error = outcome.kind === 'ok' ? undefined : outcome.error
    if (operation.dataEvent === true) return
    const told = operation.trail?.(call, output)
    this.#world.trail.api({
      call,
      eventSource: definition.eventSource,
      readOnly: operation.readOnly,
      requestParameters: told === undefined ? trailParameters(call.input) : told.requestParameters,
      responseElements: told === undefined || error !== undefined ? null : told.responseElements,
      ...(error === undefined
        ? {}
        : {errorCode: trailCode(error.code), errorMessage: without(told?.hidden, error.message)}),
      ...(told?.resources === undefined ? {} : {resources: told.resources}),
    })
  }
}

function identified(call: Call): Partial<CallRecordEntry> {
  const {service, operation, requestId, principal, invocation} = call
  const known = {
    service,
    operation,
    principal: principal.arn,
    requestId,
    ...(invocation === undefined ? {} : {invocation}),
  }
  return principal.functionArn === undefined ? known : {...known, functionArn: principal.functionArn}
}

function without(hidden: readonly string[] = [], text: string): string {
  return hidden.reduce((left, value) => left.replaceAll(value, '***'), text)
}

/** CloudTrail says `AccessDenied` whatever the service's own exception is called. */
function trailCode(code: string): string {
  return code === 'AccessDeniedException' ? 'AccessDenied' : code
}
