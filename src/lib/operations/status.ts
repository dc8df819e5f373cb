import type {RotationEventName} from '../history/events.ts'
import {present} from '../history/records.ts'
import {awsFunctionOf} from '../rotation/aws-function.ts'
import {consumersOf} from '../rotation/consumers.ts'
import {type EventsReason, eventsNeeded} from '../rotation/events-rule.ts'
import {newerWithoutLabel} from '../rotation/label-taken-off.ts'
import {AWSCURRENT, type SecretDescription, type Version} from '../rotation/secret.ts'
import {supportEndOf} from '../rotation/runtime-support.ts'
import {holderOf, pendingVersionOf} from '../rotation/staging.ts'
import {verdictOf} from '../rotation/verdict.ts'
import {beginning} from './beginning.ts'
import type {Context} from './context.ts'
import {resolveSecret} from './resolve-secret.ts'
import {targetCredentials} from './status-credentials.ts'
import {functionName, gatherFacts, type Gathered, notReadOf, valueOf} from './status-gather.ts'
import {lineOf} from './status-line.ts'
import {type Naming, nextForSecret} from './status-next.ts'
import {
  eventsSince,
  makeStatusReader,
  pendingEventNames,
  serviceEventNames,
  type StatusReader,
} from './status-reader.ts'
import type {FunctionLine, SecretStatus} from './status-result.ts'
import type {Read} from './try-read.ts'
import {versionLines} from './version-lines.ts'

export interface StatusOptions {
  /** Name, ARN or partial ARN. */
  readonly secretId: string
  /** Reads versions, events, function and log although nothing asks for them. */
  readonly full: boolean
  /** Reads the values of labelled versions too, to tell which credential each of them holds. Absent: false. */
  readonly readValues?: boolean
  readonly naming: Naming
}

/**
 * The whole picture of one secret: exactly one DescribeSecret, unless the events rule applies or `full` is asked for.
 * Throws what resolving the secret throws; everything later that cannot be read is said in the answer.
 */
export async function statusOfSecret(context: Context, options: StatusOptions): Promise<SecretStatus> {
  const began = beginning(context.clock)
  const callsBefore = context.calledActions.length
  const {description, scope, accountId} = await resolveSecret(context, options.secretId)
  const startedAt = began()
  const reader = makeStatusReader(context, scope)
  const now = context.clock.now()
  const reason = eventsNeeded(description, now)
  const beyond = reason !== undefined || options.full
  const readValues = options.readValues === true
  const [gathered, caller, credentials] = await Promise.all([
    beyond
      ? readBeyond(reader, description, now, reason, options.full)
      : gatherFacts(reader, description, now, shallow),
    beyond ? context.caller(scope) : undefined,
    options.full || readValues ? targetCredentials(context, {description, scope}, {readValues}) : undefined,
  ])
  const judgement = verdictOf(gathered.facts)
  const versions = valueOf(gathered.versions)
  const line = lineOf({
    description,
    judgement,
    scope,
    events: gathered.facts.events,
    ...present({versions}),
    notRead: [...gathered.notRead, ...notReadOf(judgement, description, scope.region)],
  })
  return {
    startedAt,
    endedAt: context.clock.now(),
    scope: {...scope, accountId, ...present({callerArn: caller?.arn})},
    line,
    labels: description.staging,
    consumers: consumersOf(judgement),
    calls: context.calledActions.length - callsBefore,
    next: nextForSecret(line, options.naming),
    full: options.full,
    ...present({
      rules: description.rotationRules,
      function: functionLine(description, gathered),
      pending: judgement.pending,
      target: description.tags['secrot:target'],
      credentials,
      versions: versions === undefined ? undefined : versionLines(versions, gathered.facts.events, now),
    }),
  }
}

const shallow = {full: false, sharedFunction: true} as const

/**
 * Versions first, because they say how far back the events matter, and because a version somebody took the label off
 * shows there alone. Its writer is only in the trail, so then the writes are asked for as well.
 */
async function readBeyond(
  reader: StatusReader,
  description: SecretDescription,
  now: number,
  reason: EventsReason | undefined,
  full: boolean,
): Promise<Gathered> {
  const versions = await reader.versions(description.arn)
  const pending = pendingVersionOf(description.staging)
  const all = full || reason === 'pending' || hidesOne(description, versions)
  const names: readonly RotationEventName[] = all ? pendingEventNames : serviceEventNames
  const createdAt = valueOf(versions)?.find(version => version.versionId === pending)?.createdAt
  const answer = await reader.events(description, names, eventsSince(description, now, createdAt))
  return gatherFacts(reader, description, now, {events: {answer, names}, versions, full, sharedFunction: 'unknown'})
}

function hidesOne(description: SecretDescription, versions: Read<readonly Version[]>): boolean {
  return newerWithoutLabel(valueOf(versions) ?? [], holderOf(description.staging, AWSCURRENT)).length > 0
}

function functionLine(description: SecretDescription, gathered: Gathered): FunctionLine | undefined {
  const arn = description.rotationFunctionArn
  if (arn === undefined) return undefined
  const read = gathered.function
  const found = valueOf(read)
  return {
    arn,
    name: functionName(arn),
    missing: read?.kind === 'read' && found === undefined,
    ...present({
      state: found?.state,
      timeoutMs: found?.timeoutMs,
      runtime: found?.runtime,
      supportEndsAt: found?.runtime === undefined ? undefined : supportEndOf(found.runtime),
      awsFunction: found === undefined ? undefined : awsFunctionOf(found),
    }),
  }
}
