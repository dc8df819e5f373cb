import {eventsOf} from '../history/events-of.ts'
import type {RotationEvent, RotationEventName} from '../history/events.ts'
import {
  type EventFacts,
  type Fact,
  type FunctionFacts,
  isHoldLabel,
  known,
  type LogFacts,
  unknown,
  valueOf,
} from '../doctor/facts.ts'
import {eventsNeeded} from '../rotation/events-rule.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {serviceEventNames} from './doctor-lookups.ts'
import {functionScope} from './doctor-function.ts'
import {readFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'
import {readInvocations} from './logs.ts'

export const doctorHistoryActions = [
  'cloudtrail:LookupEvents',
  'logs:FilterLogEvents',
  'secretsmanager:ListSecrets',
] as const

/** Values and labels were written by calls; they matter once something is pending or hidden. */
const allNames: readonly RotationEventName[] = [
  ...serviceEventNames,
  'PutSecretValue',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'RotateSecret',
  'CancelRotateSecret',
]

/** CloudTrail keeps 90 days (LookupEvents, API reference). */
const TRAIL_MS = 90 * 86_400_000
const BEFORE_MS = 5 * 60_000

/** Which events a secret's facts rest on, and how far back they matter. undefined: no failure can be hidden. */
export function eventsWanted(
  description: SecretDescription,
  versions: readonly Version[],
  now: number,
): {readonly names: readonly RotationEventName[]; readonly since: number} | undefined {
  const current = versions.find(version => version.labels.includes('AWSCURRENT'))
  const inQuestion = versions.filter(
    version =>
      version.versionId === pendingVersionOf(description.staging) ||
      ((version.createdAt ?? 0) > (current?.createdAt ?? Infinity) && !version.labels.includes('AWSPREVIOUS')) ||
      wasAbandoned(version, description),
  )
  const oldest = Math.min(...inQuestion.map(version => version.createdAt ?? now))
  if (inQuestion.length > 0) return {names: allNames, since: Math.max(now - TRAIL_MS, oldest - BEFORE_MS)}
  const off = description.rotationEnabled === false
  if (!off && eventsNeeded(description, now) === undefined) return undefined
  const since = Math.max(now - TRAIL_MS, (description.lastRotatedAt ?? description.createdAt ?? 0) - BEFORE_MS)
  return {names: off ? [...serviceEventNames, 'CancelRotateSecret'] : serviceEventNames, since}
}

/** Made after the last rotation that succeeded, and no label of the service is on it. */
function wasAbandoned(version: Version, {lastRotatedAt}: SecretDescription): boolean {
  const unlabelled = version.labels.every(label => isHoldLabel(label))
  return unlabelled && (version.createdAt ?? 0) > (lastRotatedAt ?? Infinity)
}

/** Events of one secret; cut off is unknown with the reason, unless what was read reaches far enough back. */
export async function readEvents(
  run: DoctorRun,
  description: SecretDescription,
  versions: readonly Version[],
): Promise<Fact<EventFacts>> {
  const {context} = run
  const now = context.clock.now()
  const wanted = eventsWanted(description, versions, now)
  if (wanted === undefined) return known({events: [], names: [], since: now, readAt: now})
  const region = description.primaryRegion ?? description.arn.split(':')[3] ?? context.scope.region
  const since = Math.min(wanted.since, run.eventsSince ?? wanted.since)
  const answer = await run.lookups(region).events(wanted.names, since)
  if (answer.kind === 'denied') return unknown(answer.reason, answer.action)
  if (answer.kind === 'failed') return unknown(answer.reason)
  if (answer.kind === 'cut-off' && answer.since > wanted.since) return unknown(answer.reason)
  const events = withoutOwn(run, description.arn, eventsOf(description, answer.events))
  return known({events, names: wanted.names, since: answer.since, readAt: answer.readAt})
}

/** The label moves that this run made are no sign of a rotation. */
function withoutOwn(run: DoctorRun, arn: string, events: readonly RotationEvent[]): readonly RotationEvent[] {
  const {ownChangeAt} = run.memory(arn)
  if (ownChangeAt === undefined) return events
  return events.filter(event => event.name !== 'UpdateSecretVersionStage' || event.at < run.startedAt - 1000)
}

/** The function's log since the version in question was made; only while something is pending or failed. */
export async function readLog(
  run: DoctorRun,
  input: {
    readonly description: SecretDescription
    readonly versions: readonly Version[]
    readonly events: Fact<EventFacts>
    readonly found: Fact<FunctionFacts>
  },
): Promise<Fact<LogFacts>> {
  const {context, options} = run
  const {description, found} = input
  const now = context.clock.now()
  const since = logSince(input, now)
  if (since === undefined) return known({invocations: [], platformLines: true, since: now, readAt: now})
  if (found.kind === 'unknown') return unknown(`the function could not be read: ${found.reason}`)
  if (found.value.kind !== 'found') return known({invocations: [], platformLines: true, since, readAt: now})
  const {configuration} = found.value
  const scope = await functionScope(run, description.rotationFunctionArn ?? configuration.arn)
  if (scope.kind === 'unknown') return scope
  const alone = await isAlone(run, description)
  const versionId = pendingVersionOf(description.staging)
  const answer = await readInvocations(context, {
    scope: scope.value,
    function: configuration,
    secretArn: description.arn,
    since,
    sharedFunction: valueOf(alone) !== true,
    ...(versionId === undefined ? {} : {versionId}),
    // Masked when it is shown: by then more values may have been read.
    ...(options.showLogs ? {unhide: text => text} : {}),
  })
  if (answer.kind === 'denied') return unknown(answer.reason, answer.action)
  if (answer.kind === 'failed') return unknown(answer.reason)
  if (answer.cutOff) return unknown('more log lines than were read', 'logs:FilterLogEvents')
  const {sentRequests} = run.memory(description.arn)
  const invocations = answer.invocations.filter(invocation => !sentRequests.has(invocation.requestId))
  return known({invocations, platformLines: answer.platformLines, since, readAt: answer.readAt, alone})
}

/** undefined: nothing is pending and nothing failed, so the log has nothing to tell. */
function logSince(
  {
    description,
    versions,
    events,
  }: {
    readonly description: SecretDescription
    readonly versions: readonly Version[]
    readonly events: Fact<EventFacts>
  },
  now: number,
): number | undefined {
  const pending = pendingVersionOf(description.staging)
  if (pending !== undefined) {
    const createdAt = versions.find(version => version.versionId === pending)?.createdAt
    return (createdAt ?? description.lastChangedAt ?? now) - BEFORE_MS
  }
  const failed = (events.kind === 'known' ? events.value.events : []).find(
    event => event.name === 'RotationFailed' || event.name === 'TestRotationFailed',
  )
  return failed === undefined ? undefined : failed.at - 2 * 3_600_000
}

/** Whether no other secret names the same function; unless it is known that none does, only lines that name this secret count. */
async function isAlone(run: DoctorRun, description: SecretDescription): Promise<Fact<boolean>> {
  const region = description.arn.split(':')[3] ?? run.context.scope.region
  const listing = await readFact('secretsmanager:ListSecrets', () => run.listing(region))
  if (listing.kind === 'unknown') return listing
  const arn = description.rotationFunctionArn
  return known(!listing.value.some(other => other.arn !== description.arn && other.rotationFunctionArn === arn))
}
