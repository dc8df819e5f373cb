import {parseArn} from '../arn.ts'
import type {FunctionConfiguration} from '../aws/gateways.ts'
import type {EventsAnswer, RotationEventName} from '../history/events.ts'
import type {LogFacts, VerdictFacts} from '../rotation/facts.ts'
import {versionsNeededForAge} from '../rotation/interval.ts'
import type {Judgement} from '../rotation/judgement.ts'
import {newerWithoutLabel} from '../rotation/label-taken-off.ts'
import {AWSCURRENT, type SecretDescription, type Version} from '../rotation/secret.ts'
import {holderOf, pendingVersionOf} from '../rotation/staging.ts'
import {eventFactsOf, eventsSince, type StatusReader} from './status-reader.ts'
import type {NotRead} from './status-result.ts'
import type {Read} from './try-read.ts'

/** How much to read of one secret beyond its description. */
export interface Depth {
  /** Absent: not asked. `names` are those that were asked for. */
  readonly events?: {readonly answer: EventsAnswer; readonly names: readonly RotationEventName[]}
  /** Read before; absent: read only where the age of the value cannot be told otherwise. */
  readonly versions?: Read<readonly Version[]>
  /** Function and log are read although nothing is pending. */
  readonly full: boolean
  /**
   * Other secrets name the same function; `unknown`: nobody looked, and the listing is asked only when the log holds
   * lines that name no secret.
   */
  readonly sharedFunction: boolean | 'unknown'
}

/** Facts for a verdict, and what was read beside them. */
export interface Gathered {
  readonly facts: VerdictFacts & {readonly description: SecretDescription}
  readonly function?: Read<FunctionConfiguration | undefined>
  readonly versions?: Read<readonly Version[]>
  readonly notRead: readonly NotRead[]
}

/** Reads what a verdict about this secret needs, and says what it could not read. */
export async function gatherFacts(
  reader: StatusReader,
  description: SecretDescription,
  now: number,
  depth: Depth,
): Promise<Gathered> {
  const pending = pendingVersionOf(description.staging)
  const versionsBefore = valueOf(depth.versions)
  const pendingCreatedAt = versionsBefore?.find(version => version.versionId === pending)?.createdAt
  const since = eventsSince(description, now, pendingCreatedAt)
  const events =
    depth.events === undefined
      ? ({kind: 'not-asked'} as const)
      : eventFactsOf(depth.events.answer, description, depth.events.names, since)
  const known: Gathered['facts'] = {now, description, events, log: {kind: 'not-asked'}}
  const versions = depth.versions ?? (versionsNeededForAge(known) ? await reader.versions(description.arn) : undefined)
  const withVersions = {...known, ...(versions?.kind === 'read' ? {versions: versions.value} : {})}
  const arn = description.rotationFunctionArn
  const wantsFunction = arn !== undefined && (depth.full || pending !== undefined || wantsMaker(withVersions))
  const configuration = wantsFunction ? await reader.rotationFunction(arn) : undefined
  const found = valueOf(configuration)
  const {log, alone}: LogRead =
    found !== undefined && (depth.full || pending !== undefined)
      ? await readLog(reader, description, found, since, depth.sharedFunction)
      : {log: {kind: 'not-asked'}}
  return {
    facts: {...withVersions, log, ...functionFacts(found)},
    ...(configuration === undefined ? {} : {function: configuration}),
    ...(versions === undefined ? {} : {versions}),
    notRead: [
      ...refusal('versions', description.name, versions),
      ...refusal('function', functionName(arn), configuration),
      ...refusal('list', reader.scope.region, alone),
    ],
  }
}

/** What the judgement missed, with the name of what it belongs to. */
export function notReadOf(judgement: Judgement, secret: SecretDescription, region: string): readonly NotRead[] {
  const subjects = {
    labels: secret.name,
    events: secret.primaryRegion ?? region,
    log: functionName(secret.rotationFunctionArn),
    versions: secret.name,
    function: functionName(secret.rotationFunctionArn),
  }
  return judgement.unread.map(unread => ({...unread, subject: subjects[unread.fact]}))
}

/** The name in a function's ARN, without its qualifier. */
export function functionName(arn: string | undefined): string {
  return parseArn(arn ?? '')?.resource.split(':')[1] ?? 'unknown'
}

export function valueOf<T>(read: Read<T> | undefined): T | undefined {
  return read?.kind === 'read' ? read.value : undefined
}

interface LogRead {
  readonly log: LogFacts
  /** Whether no other secret has the function. Absent: it did not matter. */
  readonly alone?: Read<boolean>
}

async function readLog(
  reader: StatusReader,
  description: SecretDescription,
  configuration: FunctionConfiguration,
  since: number,
  shared: Depth['sharedFunction'],
): Promise<LogRead> {
  const versionId = pendingVersionOf(description.staging)
  const log = await reader.log({
    function: configuration,
    secretArn: description.arn,
    since,
    shared: shared !== false,
    ...(versionId === undefined ? {} : {versionId}),
  })
  if (shared !== 'unknown' || log.kind !== 'read') return {log}
  if (log.invocations.every(invocation => invocation.belongsToSecret)) return {log}
  const alone = await reader.servesOnly(description)
  if (valueOf(alone) !== true) return {log, alone}
  return {
    alone,
    log: {...log, invocations: log.invocations.map(invocation => ({...invocation, belongsToSecret: true}))},
  }
}

/** A label-less version is newer than the one in use: whose it is depends on the function's role. */
function wantsMaker(facts: VerdictFacts & {readonly description: SecretDescription}): boolean {
  const current = holderOf(facts.description.staging, AWSCURRENT)
  return newerWithoutLabel(facts.versions ?? [], current).length > 0
}

function functionFacts(configuration: FunctionConfiguration | undefined): {
  functionTimeoutMs?: number
  functionRoleArn?: string
} {
  if (configuration === undefined) return {}
  const {timeoutMs, roleArn} = configuration
  return {functionTimeoutMs: timeoutMs, ...(roleArn === undefined ? {} : {functionRoleArn: roleArn})}
}

function refusal(
  fact: 'versions' | 'function' | 'list',
  subject: string,
  read: Read<unknown> | undefined,
): readonly NotRead[] {
  if (read === undefined || read.kind === 'read') return []
  return [{fact, subject, reason: read.reason, ...(read.kind === 'denied' ? {action: read.action} : {})}]
}
