import type {TimelineInput} from '../history/timeline/input.ts'
import {timelineOf} from '../history/timeline/timeline.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {functionWords} from './function-words.ts'
import {type HistoryEvents, historyEventNames, historyTrail} from './history-events.ts'
import {historyFunctionActions, type HistoryLog, historyLog} from './history-function.ts'
import {historyNext} from './history-next.ts'
import type {HistoryResult} from './history-result.ts'
import {type HistorySubject, historySubject} from './history-subject.ts'
import {lookupsActions} from './lookups.ts'
import {resolveSecretActions} from './resolve-secret.ts'
import type {NotRead} from './status-result.ts'
import {type Read, tryRead} from './try-read.ts'

export const historyActions = [
  ...resolveSecretActions,
  ...historyFunctionActions,
  ...lookupsActions,
  'secretsmanager:ListSecretVersionIds',
] as const

export interface HistoryOptions {
  /** Name, ARN or partial ARN. */
  readonly secretId: string
  /** How far back, milliseconds. Absent: see `defaultSince`. */
  readonly spanMs?: number | undefined
  /** Lines of the timeline, the newest. */
  readonly limit: number
  readonly functionProfile?: string | undefined
  /** Keeps the function's own lines, as this makes them (`--show-logs`). */
  readonly unhide?: (text: string) => string
  /** The words and flags that name the secret in a printed command. */
  readonly naming: (scope: HistoryResult['scope']) => readonly string[]
}

/** What was read, for whoever goes on reading. */
export interface HistoryRead {
  readonly subject: HistorySubject
  readonly log?: HistoryLog
  readonly input: TimelineInput
}

/** CloudTrail keeps 90 days (LookupEvents, API reference). */
const trailMs = 90 * 86_400_000
const leastMs = 7 * 86_400_000
const leadMs = 3_600_000

/**
 * One timeline of CloudTrail, the function's log and the labels, for one secret. What cannot be read is named in the
 * answer. Throws when nothing can be read: SECRET_NOT_FOUND, or ACCESS_DENIED (exit 5) of DescribeSecret.
 */
export async function history(
  context: Context,
  options: HistoryOptions,
): Promise<{readonly result: HistoryResult; readonly read: HistoryRead}> {
  const subject = await historySubject(context, options.secretId)
  const now = context.clock.now()
  const since = options.spanMs === undefined ? defaultSince(subject.secret?.description, now) : now - options.spanMs
  const trail = historyTrail(context, subject)
  const [events, rest] = await Promise.all([
    trail.read(historyEventNames, Math.max(since, now - trailMs), (name, index) =>
      context.progress.activity(
        `CloudTrail, one request a second: ${index + 1} of ${historyEventNames.length}, ${name}`,
      ),
    ),
    readRest(context, subject, since, options),
  ])
  context.progress.activity('')
  const ofKey = await keyEvents(context, rest, subject, Math.max(since, now - trailMs))
  if (subject.failure !== undefined && events.events.length === 0) throw subject.failure
  const input: TimelineInput = {
    ...inputOf(subject, rest),
    events: [...events.events, ...(ofKey?.events ?? [])],
    eventsSince: new Map([...events.since, ...(ofKey?.since ?? [])]),
    since,
    now,
  }
  const {problems, lines} = timelineOf(input)
  const scope = {
    ...subject.scope,
    ...(rest.callerArn === undefined ? {} : {callerArn: rest.callerArn}),
    ...(subject.secret === undefined ? {} : {accountId: subject.secret.accountId}),
  }
  const found = {
    scope,
    name: subject.name,
    ...(subject.secret === undefined ? {} : {arn: subject.secret.arn}),
    problems,
    lines: lines.slice(-options.limit),
    leftOut: Math.max(0, lines.length - options.limit),
    since,
    readAt: now,
    covered: {
      ...(events.since.size === 0
        ? {}
        : {events: {since: reachOf(events), names: [...input.eventsSince.keys()], cutOff: events.cutOff}}),
      ...(rest.log?.covered === undefined ? {} : {log: rest.log.covered}),
      ...(rest.versions?.kind === 'read' ? {versions: rest.versions.value.length} : {}),
    },
    notRead: [
      ...unreadSubject(subject),
      ...unreadVersions(subject, rest.versions),
      ...unreadEvents(subject, events),
      ...(rest.log?.notRead ?? []),
    ],
  }
  const reach = functionWords(context, options.functionProfile)
  const next = historyNext(found, subject.secret?.description, options.naming(scope), reach)
  const result = {...found, ...(next === undefined ? {} : {next})}
  return {result, read: {subject, input, ...(rest.log === undefined ? {} : {log: rest.log})}}
}

/** Shortly before the last rotation that went well, so that whatever failed since is in it; a week at least. */
export function defaultSince(description: SecretDescription | undefined, now: number): number {
  const from = description?.lastRotatedAt ?? description?.createdAt ?? now - trailMs
  return Math.max(now - trailMs, Math.min(now - leastMs, from - leadMs))
}

interface Rest {
  readonly callerArn?: string
  readonly versions?: Read<readonly Version[]>
  readonly log?: HistoryLog
}

async function readRest(
  context: Context,
  {secret}: HistorySubject,
  since: number,
  {functionProfile, unhide}: HistoryOptions,
): Promise<Rest> {
  if (secret === undefined) return {}
  const {arn: callerArn} = await context.caller(secret.scope)
  const {secrets} = context.aws(secret.scope)
  const versions = await tryRead('secretsmanager:ListSecretVersionIds', () =>
    secrets.listVersions(secret.arn, {includeDeprecated: true, signal: context.signal}),
  )
  const known = versions.kind === 'read' ? versions.value : labelled(secret.description)
  const log = await historyLog(context, secret, known, {
    since,
    functionProfile,
    ...(unhide === undefined ? {} : {unhide}),
  })
  return {callerArn, versions, log}
}

/** The description names the versions that have labels. */
function labelled({staging}: SecretDescription): readonly Version[] {
  return [...staging].map(([versionId, labels]) => ({versionId, labels, kmsKeyIds: []}))
}

function inputOf(
  {secret}: HistorySubject,
  {versions, log}: Rest,
): Pick<TimelineInput, 'description' | 'versions' | 'invocations' | 'platformLines' | 'functionRoleArn'> {
  const roleArn = log?.function.kind === 'known' ? log.function.configuration.roleArn : undefined
  return {
    ...(secret === undefined ? {} : {description: secret.description}),
    ...(versions?.kind === 'read' ? {versions: versions.value} : {}),
    invocations: log?.invocations ?? [],
    platformLines: log?.covered?.platformLines ?? true,
    ...(roleArn === undefined ? {} : {functionRoleArn: roleArn}),
  }
}

/**
 * Who disabled the key or scheduled its deletion, once the log says that the key refuses. The secret may name an alias; its
 * versions name keys.
 */
async function keyEvents(
  context: Context,
  {log, versions}: Rest,
  {secret, trailScope, subjectOf}: HistorySubject,
  since: number,
): Promise<HistoryEvents | undefined> {
  const refused = log?.invocations.some(({belongsToSecret, failure}) => belongsToSecret && failure?.kind === 'kms')
  const kmsKeyId = secret?.description.kmsKeyId
  if (refused !== true || kmsKeyId === undefined) return undefined
  const named = versions?.kind === 'read' ? versions.value.flatMap(version => version.kmsKeyIds) : []
  const ofSecret = subjectOf([])
  const subject = ofSecret && {...ofSecret, keyIds: [kmsKeyId, ...named]}
  return historyTrail(context, {trailScope, subjectOf: () => subject}).read(
    ['ScheduleKeyDeletion', 'DisableKey'],
    since,
  )
}

/** The span that all names cover. */
function reachOf({since}: HistoryEvents): number {
  return Math.max(...since.values())
}

function unreadSubject({failure, name}: HistorySubject): readonly NotRead[] {
  if (failure === undefined) return []
  return [
    {
      fact: 'labels',
      subject: name,
      reason: failure.message.replace(/\.$/, ''),
      ...(failure.action === undefined ? {} : {action: failure.action}),
    },
  ]
}

function unreadVersions({name}: HistorySubject, versions: Read<unknown> | undefined): readonly NotRead[] {
  if (versions === undefined || versions.kind === 'read') return []
  const action = versions.kind === 'denied' ? {action: versions.action} : {}
  return [{fact: 'versions', subject: name, reason: versions.reason, ...action}]
}

function unreadEvents({trailScope}: HistorySubject, {failure, cutOff, since}: HistoryEvents): readonly NotRead[] {
  const subject = trailScope.region
  const refused =
    failure === undefined
      ? []
      : [
          {
            fact: 'events' as const,
            subject,
            reason: failure.reason,
            ...(failure.action === undefined ? {} : {action: failure.action}),
          },
        ]
  const cut = cutOff.map(name => {
    const from = new Date(since.get(name) ?? 0).toISOString()
    return {fact: 'events' as const, subject, reason: `${name} before ${from}: more events than were read`}
  })
  return [...refused, ...cut]
}
