import {parseArn} from '../arn.ts'
import type {AwsScope, FunctionConfiguration} from '../aws/gateways.ts'
import {eventsOf} from '../history/events-of.ts'
import type {EventLookups, EventsAnswer, RotationEventName} from '../history/events.ts'
import {dayMs} from '../rotation/cron.ts'
import type {EventFacts, LogFacts} from '../rotation/facts.ts'
import {newestServiceEvent} from '../rotation/running.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {readInvocations} from './logs.ts'
import {makeLookups} from './lookups.ts'
import {type Read, tryRead} from './try-read.ts'

/** What `status` may call, over one secret and over a fleet. */
export const statusActions = [
  'sts:GetCallerIdentity',
  'secretsmanager:ListSecrets',
  'secretsmanager:DescribeSecret',
  'secretsmanager:ListSecretVersionIds',
  'cloudtrail:LookupEvents',
  'lambda:GetFunctionConfiguration',
  'logs:FilterLogEvents',
] as const

/** AWS's own words about rotations; enough while nothing is pending. */
export const serviceEventNames: readonly RotationEventName[] = [
  'RotationStarted',
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'TestRotationStarted',
  'TestRotationSucceeded',
  'TestRotationFailed',
]

/** With the calls that write values and move labels, for a secret on which something is pending. */
export const pendingEventNames: readonly RotationEventName[] = [
  ...serviceEventNames,
  'PutSecretValue',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'RotateSecret',
  'CancelRotateSecret',
]

/** CloudTrail keeps events for 90 days (LookupEvents, API reference). */
const trailMs = 90 * dayMs

/** Reads for verdicts in one account and region; what several secrets share is read once. */
export interface StatusReader {
  readonly scope: AwsScope
  describe(secretId: string): Promise<SecretDescription>
  /** Events of the region in which the secret rotates: a replica's are in its primary region. */
  events(secret: SecretDescription, names: readonly RotationEventName[], since: number): Promise<EventsAnswer>
  /** undefined: no such function. */
  rotationFunction(arn: string): Promise<Read<FunctionConfiguration | undefined>>
  log(input: {
    readonly function: FunctionConfiguration
    readonly secretArn: string
    readonly versionId?: string
    readonly since: number
    readonly shared: boolean
  }): Promise<LogFacts>
  versions(arn: string): Promise<Read<readonly Version[]>>
  /** True when the listing shows no other secret with this one's function. Pages are read until one turns up. */
  servesOnly(secret: SecretDescription): Promise<Read<boolean>>
  /** Forgets everything, so that the next look asks again. */
  refresh(): void
}

/** One of these per account, region and run. */
export function makeStatusReader(context: Context, wanted: Partial<AwsScope> = {}): StatusReader {
  const scope: AwsScope = {...context.scope, ...wanted}
  const aws = context.aws(scope)
  const lookups = new Map<string, EventLookups>()
  let functions = new Map<string, Promise<Read<FunctionConfiguration | undefined>>>()

  const lookupsIn = (region: string): EventLookups => {
    const known = lookups.get(region) ?? makeLookups(context, {...scope, region})
    lookups.set(region, known)
    return known
  }
  const regional = (arn: string): AwsScope => ({...scope, region: parseArn(arn)?.region ?? scope.region})

  return {
    scope,
    describe: secretId => aws.secrets.describe(secretId, {signal: context.signal}),
    events: (secret, names, since) => lookupsIn(rotationRegion(secret, scope)).events(names, since),
    rotationFunction: arn => {
      const known = functions.get(arn) ?? readFunction(context, regional(arn), arn)
      functions.set(arn, known)
      return known
    },
    log: input =>
      readInvocations(context, {
        scope: regional(input.function.arn),
        function: input.function,
        secretArn: input.secretArn,
        since: input.since,
        sharedFunction: input.shared,
        ...(input.versionId === undefined ? {} : {versionId: input.versionId}),
      }),
    versions: arn =>
      tryRead('secretsmanager:ListSecretVersionIds', () =>
        aws.secrets.listVersions(arn, {includeDeprecated: true, signal: context.signal}),
      ),
    servesOnly: secret => servesOnly(context, scope, secret),
    refresh: () => {
      functions = new Map()
      for (const each of lookups.values()) each.refresh()
    },
  }
}

/** How far back events matter: to the last rotation, or to the making of the pending version where that is known. */
export function eventsSince(secret: SecretDescription, now: number, pendingCreatedAt?: number): number {
  const beginning = pendingCreatedAt === undefined ? undefined : pendingCreatedAt - 5 * 60_000
  return Math.max(now - trailMs, beginning ?? secret.lastRotatedAt ?? secret.createdAt ?? 0)
}

/**
 * A region's answer narrowed to one secret. A cut-off series still knows everything back to `since`; only a secret that
 * needs more than that, and of which no newer event was seen, is left without an answer.
 */
export function eventFactsOf(
  answer: EventsAnswer,
  secret: SecretDescription,
  names: readonly RotationEventName[],
  neededSince: number,
): EventFacts {
  if (answer.kind === 'denied' || answer.kind === 'failed') return answer
  const events = eventsOf(secret, answer.events)
  if (answer.kind === 'read') return {kind: 'read', since: answer.since, names, events}
  const reached = events.filter(event => event.at >= answer.since)
  if (answer.since <= neededSince || newestServiceEvent(reached) !== undefined)
    return {kind: 'read', since: answer.since, names, events: reached}
  return {kind: 'cut-off', events, reason: answer.reason}
}

function rotationRegion(secret: SecretDescription, scope: AwsScope): string {
  return secret.primaryRegion ?? scope.region
}

function servesOnly(context: Context, scope: AwsScope, secret: SecretDescription): Promise<Read<boolean>> {
  return tryRead('secretsmanager:ListSecrets', async () => {
    for await (const page of context.aws(scope).secrets.list({signal: context.signal})) {
      const others = page.filter(each => each.arn !== secret.arn)
      if (others.some(each => each.rotationFunctionArn === secret.rotationFunctionArn)) return false
    }
    return true
  })
}

/** A function of another account is not asked with this account's credentials: it could be one of the same name. */
async function readFunction(
  context: Context,
  scope: AwsScope,
  arn: string,
): Promise<Read<FunctionConfiguration | undefined>> {
  const {accountId} = await context.caller(scope)
  const owner = parseArn(arn)?.accountId
  if (owner !== accountId) return {kind: 'failed', reason: `it is in account ${owner}`}
  return tryRead('lambda:GetFunctionConfiguration', () =>
    context.aws(scope).lambda.configuration(arn, {signal: context.signal}),
  )
}
