import type {AwsScope} from '../aws/gateways.ts'
import {holderOf} from '../rotation/staging.ts'
import {AWSCURRENT, AWSPENDING, type SecretDescription, type Version} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {resolveSecret} from './resolve-secret.ts'
import {eventFactsOf, eventsSince, makeStatusReader, pendingEventNames} from './status-reader.ts'
import type {NotRead, StatusScope, VersionLine} from './status-result.ts'
import {versionLines} from './version-lines.ts'
import type {EventFacts} from '../rotation/facts.ts'
import type {ShapeDifference} from '../probes/shape.ts'

export const versionsActions = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:ListSecretVersionIds',
  'cloudtrail:LookupEvents',
] as const

export interface VersionsOptions {
  /** Name, ARN or partial ARN. */
  readonly secretId: string
  /** Also versions without a label. */
  readonly deprecated: boolean
}

/** The versions of one secret. Times are epoch milliseconds. */
export interface SecretVersions {
  readonly scope: StatusScope
  readonly arn: string
  readonly name: string
  readonly versions: readonly VersionLine[]
  /** Versions without labels are among them. */
  readonly deprecatedShown: boolean
  readonly notRead: readonly NotRead[]
  readonly calls: number
  /** How the shapes of two of them differ; `versions` are those two. Absent: nothing was compared. */
  readonly difference?: VersionsDifference
}

export interface VersionsDifference {
  readonly from: Version
  readonly to: Version
  readonly shape: ShapeDifference
}

/**
 * The versions of a secret with labels, dates and keys, and whether each holds a value; no value is read. Only where a
 * version may be empty, which is AWSPENDING beside AWSCURRENT that nobody has read, the trail is asked for the writes.
 */
export async function listVersions(context: Context, options: VersionsOptions): Promise<SecretVersions> {
  const callsBefore = context.calledActions.length
  const {description, scope, accountId} = await resolveSecret(context, options.secretId)
  const versions = await context
    .aws(scope)
    .secrets.listVersions(description.arn, {includeDeprecated: options.deprecated, signal: context.signal})
  const now = context.clock.now()
  const events = await writesOfPending(context, scope, description, versions)
  return {
    scope: {...scope, accountId},
    arn: description.arn,
    name: description.name,
    versions: versionLines(versions, events, now),
    deprecatedShown: options.deprecated,
    notRead: eventsNotRead(events, description.primaryRegion ?? scope.region),
    calls: context.calledActions.length - callsBefore,
  }
}

/** What the trail tells of writes to AWSPENDING; asked only where that version may be empty. */
export async function writesOfPending(
  context: Context,
  scope: AwsScope,
  description: SecretDescription,
  versions: readonly Version[],
): Promise<EventFacts> {
  const pending = holderOf(description.staging, AWSPENDING)
  const left = versions.find(version => version.versionId === pending)
  const mayBeEmpty = pending !== holderOf(description.staging, AWSCURRENT) && left?.lastAccessedAt === undefined
  if (left === undefined || !mayBeEmpty) return {kind: 'not-asked'}
  return writesOf(context, scope, description, context.clock.now(), left.createdAt)
}

async function writesOf(
  context: Context,
  scope: AwsScope,
  description: SecretDescription,
  now: number,
  pendingCreatedAt: number | undefined,
): Promise<EventFacts> {
  const names = pendingEventNames.filter(name => name === 'PutSecretValue' || name === 'UpdateSecret')
  const since = eventsSince(description, now, pendingCreatedAt)
  const reader = makeStatusReader(context, scope)
  return eventFactsOf(await reader.events(description, names, since), description, names, since)
}

/** Events that were asked for and could not be read. */
export function eventsNotRead(events: EventFacts, region: string): readonly NotRead[] {
  if (events.kind === 'denied') return [{fact: 'events', subject: region, reason: events.reason, action: events.action}]
  if (events.kind === 'failed' || events.kind === 'cut-off')
    return [{fact: 'events', subject: region, reason: events.reason}]
  return []
}
