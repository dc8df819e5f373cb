import {AWSCURRENT, type RotationStep} from '../../rotation/secret.ts'
import {labelsOf} from '../../rotation/staging.ts'
import type {RotationEvent, RotationEventName} from '../events.ts'
import {present} from '../records.ts'
import type {TimelineInput} from './input.ts'
import type {StepLine, Who} from './lines.ts'
import {tryAt, type Try} from './tries.ts'
import {whoOf} from './who.ts'

/** What went wrong with the secret, or stands in the way of its rotation. Times are epoch milliseconds. */
export interface Problem {
  readonly kind: 'failed' | 'abandoned' | 'cancelled' | 'deleted'
  readonly at: number
  /** When it was over; absent: it is not. */
  readonly overAt?: number
  readonly versionId?: string
  /** Who cancelled, deleted, or wrote the value by which a rotation was abandoned. */
  readonly who?: Who
  readonly failure?: Failure
}

/** How a rotation failed. */
export interface Failure {
  readonly test: boolean
  readonly step?: RotationStep
  readonly stepCertain: boolean
  /** The root error in words that may be shown; absent: nothing that was read tells it. */
  readonly error?: string
  readonly errorSource: 'log' | 'trail'
  /** An earlier attempt of the same rotation ended otherwise: with this. */
  readonly firstError?: string
  /** By the invocations in the log; absent: the log does not tell. */
  readonly attempts?: number
  readonly firstAt: number
  readonly startedAt?: number
  /** `aws`: on its schedule. Absent: nothing tells. */
  readonly startedBy?: Who
}

/** Problems of the secret, newest first. */
export function problemsOf(
  input: TimelineInput,
  tries: readonly Try[],
  steps: readonly StepLine[],
): readonly Problem[] {
  const found = [...failures(input, tries, steps), ...abandoned(input), ...cancelled(input), ...deleted(input)]
  return found.toSorted((a, b) => b.at - a.at)
}

interface Sign {
  readonly at: number
  readonly step?: RotationStep
  readonly certain: boolean
  readonly text?: string
  readonly source: 'log' | 'trail'
}

const failedNames: readonly RotationEventName[] = ['RotationFailed', 'TestRotationFailed']

function failures(input: TimelineInput, tries: readonly Try[], steps: readonly StepLine[]): readonly Problem[] {
  const logged: readonly (Sign & {readonly of: Try | undefined})[] = steps
    .filter(({outcome}) => outcome === 'failed')
    .map(({at, step, certain, text}) => ({at, certain, source: 'log', of: tryAt(tries, at), ...present({step, text})}))
  const told: typeof logged = input.events
    .filter(({name}) => failedNames.includes(name))
    .map(event => ({
      at: event.at,
      certain: event.step !== undefined,
      source: 'trail',
      of:
        tries.find(({versionId}) => versionId === event.versionId && versionId !== undefined) ?? tryAt(tries, event.at),
      ...present({step: event.step, text: event.errorMessage}),
    }))
  const byTry = Map.groupBy(
    [...logged, ...told].toSorted((a, b) => a.at - b.at),
    ({of}) => of,
  )
  return [...byTry].flatMap(([of, signs]) => failed(input, of, signs) ?? [])
}

function failed(input: TimelineInput, of: Try | undefined, signs: readonly Sign[]): Problem | undefined {
  const logged = signs.filter(({source}) => source === 'log')
  const newest = logged.at(-1) ?? signs.at(-1)!
  const {at} = signs.at(-1)!
  const versionId = of?.versionId ?? versionFailedAt(input, at)
  const over = succeededAfter(input, at)
  const test = of?.test === true
  // An attempt that failed before the same rotation went well is news of that time and no problem.
  if (over?.versionId !== undefined && over.versionId === versionId) return undefined
  const first = logged[0]
  const failure = present({
    test,
    step: newest.step,
    stepCertain: newest.certain,
    error: newest.text,
    errorSource: newest.source,
    firstError: first !== undefined && first.text !== newest.text ? errorOf(first) : undefined,
    attempts: logged.length === 0 ? undefined : logged.length,
    firstAt: signs[0]!.at,
    startedAt: of?.startedAt,
    startedBy: of === undefined ? undefined : startedBy(input, of),
  })
  return present({
    kind: 'failed' as const,
    at,
    overAt: over?.at ?? madeCurrent(input, versionId, at),
    versionId,
    failure,
  })
}

function errorOf({step, text}: Sign): string {
  return [step, text ?? 'its log does not say why'].filter(part => part !== undefined).join(': ')
}

function versionFailedAt({events}: TimelineInput, at: number): string | undefined {
  return events.find(event => failedNames.includes(event.name) && event.at === at)?.versionId
}

/** The first rotation that went well after a moment: an event, the label, or the date that AWS keeps. */
function succeededAfter(
  {events, description, versions = []}: TimelineInput,
  at: number,
): {readonly at: number; readonly versionId?: string} | undefined {
  const event = events
    .filter(({name}) => name === 'RotationSucceeded' || name === 'TestRotationSucceeded')
    .filter(found => found.at >= at)
    .toSorted((a, b) => a.at - b.at)[0]
  if (event !== undefined) return event
  const {lastRotatedAt, staging} = description ?? {}
  if (lastRotatedAt === undefined || lastRotatedAt < at) return undefined
  const current = versions.find(
    ({versionId}) => staging !== undefined && labelsOf(staging, versionId).includes(AWSCURRENT),
  )
  return current === undefined ? {at: lastRotatedAt} : {at: lastRotatedAt, versionId: current.versionId}
}

/** Somebody made the version current by hand afterwards. */
function madeCurrent(
  {events, description}: TimelineInput,
  versionId: string | undefined,
  at: number,
): number | undefined {
  if (versionId === undefined || description === undefined) return undefined
  if (!labelsOf(description.staging, versionId).includes(AWSCURRENT)) return undefined
  const move = events.find(
    event => event.label === AWSCURRENT && event.movedTo === versionId && event.errorCode === undefined,
  )
  return move?.at ?? description.lastChangedAt ?? at
}

/** A call with the version's token started it; without one, AWS did, provided that the calls of that time were read. */
function startedBy(input: TimelineInput, {versionId, startedAt}: Try): Who | undefined {
  const call = input.events.find(
    event =>
      event.name === 'RotateSecret' &&
      event.errorCode === undefined &&
      event.versionId === versionId &&
      versionId !== undefined,
  )
  if (call !== undefined) return whoOf(call, input.functionRoleArn)
  const since = input.eventsSince.get('RotateSecret')
  const covered = startedAt !== undefined && since !== undefined && since < startedAt - aroundMs
  return covered && versionId !== undefined && input.now - startedAt > lateMs ? {kind: 'aws'} : undefined
}

const aroundMs = 60_000
/** Events reach the trail up to 15 minutes late. */
const lateMs = 15 * 60_000

/** A rotation ends without a verdict of its own when somebody else writes a value meanwhile (user guide, retrieve-ct-entries). */
function abandoned(input: TimelineInput): readonly Problem[] {
  return input.events
    .filter(({name}) => name === 'RotationAbandoned')
    .map(event => {
      const put = newestBefore(
        input.events.filter(other => isWrite(other) && other.versionId !== event.versionId),
        event.at + 1000,
      )
      const who = put === undefined || event.at - put.at > aroundMs * 5 ? undefined : whoOf(put, input.functionRoleArn)
      const overAt = succeededAfter(input, event.at)?.at
      return present({kind: 'abandoned' as const, at: event.at, versionId: event.versionId, who, overAt})
    })
}

function isWrite({name, errorCode}: RotationEvent): boolean {
  return (name === 'PutSecretValue' || name === 'UpdateSecret') && errorCode === undefined
}

/** Cancelling is a problem as long as rotation is off. */
function cancelled(input: TimelineInput): readonly Problem[] {
  const call = newestDone(input.events, 'CancelRotateSecret')
  if (call === undefined || input.description?.rotationEnabled !== false) return []
  return [{kind: 'cancelled', at: call.at, who: whoOf(call, input.functionRoleArn)}]
}

function deleted(input: TimelineInput): readonly Problem[] {
  const call = newestDone(input.events, 'DeleteSecret')
  const restored = newestDone(input.events, 'RestoreSecret')
  if (call === undefined || (restored !== undefined && restored.at >= call.at)) return []
  if (input.description !== undefined && input.description.deletedAt === undefined) return []
  return [{kind: 'deleted', at: call.at, who: whoOf(call, input.functionRoleArn)}]
}

function newestDone(events: readonly RotationEvent[], name: RotationEventName): RotationEvent | undefined {
  return newestBefore(
    events.filter(event => event.name === name && event.errorCode === undefined),
    Infinity,
  )
}

function newestBefore(events: readonly RotationEvent[], at: number): RotationEvent | undefined {
  return events.filter(event => event.at <= at).toSorted((a, b) => b.at - a.at)[0]
}
