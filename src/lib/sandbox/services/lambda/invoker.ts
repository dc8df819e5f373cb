import type {InvokeResult, World} from '../../kernel.ts'
import type {RunnableFunction} from '../../runtime/function.ts'
import {MAX_PAYLOAD_BYTES} from '../../runtime/results.ts'
import type {Runner} from '../../runtime/runner.ts'
import {Busy} from './busy.ts'
import {isSettling} from './configuration.ts'
import type {FunctionEntity, FunctionVersion} from './entities.ts'
import {concurrencyExceeded, conflict, functionNotFound, requestTooLarge, unparsablePayload} from './errors.ts'
import {checkRole} from './pass-role.ts'
import type {FunctionName} from './names.ts'
import {functionArn, qualifiedArn} from './names.ts'
import {ServiceError} from '../../kernel.ts'
import type {LambdaState} from './state.ts'
import {versionOf} from './state.ts'

/** One event for a function, from whoever sends it. */
export interface Sending {
  readonly named: FunctionName
  readonly payload: string
  readonly requestId: string
  /** Caller's ARN or service, for the record. */
  readonly source: string
  readonly clientContext?: string
}

export interface Invoker {
  /** Throws what stands in the way of an invocation now: no such function, or one that is still being created. */
  check(named: FunctionName): void
  /** What an invocation would run now; undefined: there is no such function. */
  find(named: FunctionName | undefined): RunnableFunction | undefined
  /** Runs it and waits. Throws Lambda's own refusals; the function's errors are in the result. */
  invoke(sending: Sending): Promise<InvokeResult>
  /** Takes it for later and returns; a failed one is tried again as Lambda does. Throws Lambda's own refusals. */
  enqueue(sending: Sending): void
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const RETRY_DELAYS_MS = [60_000, 120_000]
const THROTTLED_DELAY_MS = 1000
const QUEUE_TIMER = 'lambda.asynchronous-invocation'
/** Largest asynchronous event in bytes. Lambda quotas. */
const MAX_EVENT_BYTES = 1_048_576

interface Queued {
  readonly sending: Sending
  /** Attempts that ended with an error so far. */
  readonly failures: number
}

export function createInvoker(world: World, state: LambdaState, runner: Runner): Invoker {
  const busy = new Busy(world.clock)

  const invoke = async (sending: Sending): Promise<InvokeResult> => {
    const {entity, version} = target(world, state, sending.named)
    checkPayload(sending.payload, MAX_PAYLOAD_BYTES)
    const limit = entity.reservedConcurrency
    if (limit !== undefined && busy.count(entity.arn) >= limit) throw concurrencyExceeded()
    const leave = busy.enter(entity.arn)
    note(world, entity, sending, {event: 'start', version: version.version})
    try {
      return await world.clock.track(run(entity, version, sending))
    } finally {
      leave()
    }
  }

  const run = async (entity: FunctionEntity, version: FunctionVersion, sending: Sending): Promise<InvokeResult> => {
    const {requestId, payload, clientContext} = sending
    const {era} = world.clock
    const execution = await runner.run(runnable(entity, version), {
      requestId,
      payload: payload === '' ? '{}' : payload,
      invokedArn: qualifiedArn(sending.named),
      ...(clientContext === undefined ? {} : {clientContext}),
    })
    const {answer, durationMs, logTail} = execution
    const failure = answer.failed ? (answer.errorType ?? 'Unhandled') : undefined
    const isPast = execution.abandoned === true || era !== world.clock.era
    if (!isPast) note(world, entity, sending, {event: 'end', version: version.version}, failure)
    return {
      requestId,
      executedVersion: version.version,
      ...(answer.failed ? {functionError: 'Unhandled' as const} : {}),
      payload: answer.payload,
      logTail,
      durationMs,
    }
  }

  const later = (queued: Queued, delayMs: number) =>
    world.clock.schedule({dueAt: world.clock.now() + delayMs, kind: QUEUE_TIMER, payload: queued})

  world.clock.on(QUEUE_TIMER, async payload => {
    const {sending, failures} = payload as Queued
    const {era} = world.clock
    const outcome = await attempt(invoke, sending)
    // The sandbox was put back meanwhile: what was begun before is not tried again.
    if (era !== world.clock.era) return
    if (outcome === 'throttled') later({sending, failures}, THROTTLED_DELAY_MS)
    const delayMs = RETRY_DELAYS_MS[failures]
    if (outcome === 'failed' && delayMs !== undefined) later({sending, failures: failures + 1}, delayMs)
  })

  return {
    check: named => void target(world, state, named),
    find(named) {
      const entity = named === undefined ? undefined : state.find(named)
      const version = entity === undefined ? undefined : versionOf(entity, named?.qualifier)
      return entity === undefined || version === undefined ? undefined : runnable(entity, version)
    },
    invoke,
    enqueue(sending) {
      target(world, state, sending.named)
      checkPayload(sending.payload, MAX_EVENT_BYTES)
      later({sending, failures: 0}, 0)
    },
  }
}

/** What became of a queued event. One whose function is gone meanwhile is dropped. */
async function attempt(
  invoke: Invoker['invoke'],
  sending: Sending,
): Promise<'done' | 'failed' | 'throttled' | 'dropped'> {
  try {
    const {functionError} = await invoke(sending)
    return functionError === undefined ? 'done' : 'failed'
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return error.code === 'ResourceNotFoundException' ? 'dropped' : 'throttled'
  }
}

function target(world: World, state: LambdaState, named: FunctionName) {
  const entity = state.find(named)
  const version = entity === undefined ? undefined : versionOf(entity, named.qualifier)
  if (entity === undefined || version === undefined) {
    throw functionNotFound(`${functionArn(named)}:${named.qualifier ?? '$LATEST'}`)
  }
  if (version.settling.of === 'creation' && isSettling(version, world.clock.now())) {
    const text =
      'The operation cannot be performed at this time. The function is currently in the following state: Pending'
    throw conflict(text)
  }
  checkRole(world, version.settings.role)
  return {entity, version}
}

function checkPayload(payload: string, limit: number): void {
  if (Buffer.byteLength(payload) > limit) throw requestTooLarge(limit)
  if (payload === '') return
  try {
    JSON.parse(payload)
  } catch (error) {
    throw unparsablePayload(`Could not parse payload into json: ${String(error)}`)
  }
}

/** What the runtime needs of a version. */
function runnable(entity: FunctionEntity, version: FunctionVersion): RunnableFunction {
  const {settings} = version
  return {
    arn: entity.arn,
    name: entity.name,
    version: version.version,
    accountId: entity.accountId,
    region: entity.region,
    runtime: settings.runtime,
    handler: settings.handler,
    memoryMb: settings.memoryMb,
    timeoutMs: settings.timeoutSeconds * 1000,
    roleArn: settings.role,
    variables: settings.variables ?? {},
    logging: settings.logging,
    layers: settings.layers,
    code: version.code,
    codeSha256: version.codeSha256,
    revisionId: version.deploymentId,
  }
}

function note(
  world: World,
  entity: FunctionEntity,
  {requestId, source, payload}: Sending,
  detail: Record<string, unknown>,
  error?: string,
): void {
  world.record.add({
    kind: 'invocation',
    service: 'lambda',
    operation: 'Invoke',
    functionArn: entity.arn,
    requestId,
    principal: source,
    ...(error === undefined ? {} : {error}),
    detail: {...detail, ...rotationStep(payload)},
  })
}

// The one thing of an event that may stand in the record: which step of a rotation it is, and of which version.
function rotationStep(payload: string): Record<string, unknown> {
  if (payload === '') return {}
  const event = JSON.parse(payload) as {Step?: unknown; ClientRequestToken?: unknown} | null
  const step = event?.Step
  return typeof step === 'string' ? {step, clientRequestToken: event?.ClientRequestToken} : {}
}
