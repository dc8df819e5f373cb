import {parseInvocations} from '../history/parse-invocations.ts'
import type {Invocation} from '../history/invocations.ts'
import type {LogRecord} from '../history/log-line.ts'
import type {Version} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import type {Covered} from './history-result.ts'
import {logsActions} from './logs.ts'
import {readRecentLog, type RecentLog} from './recent-log.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {functionName} from './status-gather.ts'
import type {NotRead} from './status-result.ts'
import type {Read} from './try-read.ts'
import {isAlone, watchFunction, watchFunctionActions, type WatchedFunction} from './watch-function.ts'

export const historyFunctionActions = [...watchFunctionActions, ...logsActions] as const

export interface HistoryLogOptions {
  readonly since: number
  readonly functionProfile?: string | undefined
  /** Keeps the function's own lines, as this makes them. */
  readonly unhide?: (text: string) => string
}

/** The log of the rotation function, tied to one secret. */
export interface HistoryLog {
  readonly function: WatchedFunction
  /** Absent: there is no function, or it could not be read. */
  readonly log?: Read<RecentLog>
  readonly invocations: readonly Invocation[]
  readonly covered?: NonNullable<Covered['log']>
  readonly notRead: readonly NotRead[]
  /** Ties more lines to the secret, read later. */
  parse(records: readonly LogRecord[], shared: boolean): readonly Invocation[]
}

/** Reads function and log. Whether other secrets share the function is asked only when some lines name no secret. */
export async function historyLog(
  context: Context,
  secret: ResolvedSecret,
  versions: readonly Version[],
  options: HistoryLogOptions,
): Promise<HistoryLog> {
  const found = await watchFunction(context, secret, options.functionProfile)
  const versionIds = versions.map(({versionId}) => versionId)
  const parse = (records: readonly LogRecord[], shared: boolean): readonly Invocation[] =>
    parseInvocations(records, {
      secretArn: secret.arn,
      versionIds,
      servesOnlyThis: !shared,
      ...(options.unhide === undefined ? {} : {unhide: options.unhide}),
    })
  if (found.kind !== 'known') return {function: found, invocations: [], notRead: unreadFunction(secret, found), parse}
  const subject = functionName(found.configuration.arn)
  const log = await readRecentLog(context, {scope: found.scope, function: found.configuration, since: options.since})
  if (log.kind !== 'read') {
    const action = log.kind === 'denied' ? {action: log.action} : {}
    return {
      function: found,
      log,
      invocations: [],
      notRead: [{fact: 'log', subject, reason: log.reason, ...action}],
      parse,
    }
  }
  const {records, since, platformLines} = log.value
  const covered = {since, group: found.configuration.logGroup, platformLines}
  const invocations = parse(records, true)
  if (invocations.every(({belongsToSecret}) => belongsToSecret)) {
    return {function: found, log, invocations, covered, notRead: [], parse}
  }
  const alone = await isAlone(context, secret, context.signal)
  return {
    function: found,
    log,
    invocations: alone === true ? parse(records, false) : invocations,
    covered: {...covered, shared: alone === undefined ? 'unknown' : !alone},
    notRead: alone === undefined ? [unlisted(secret)] : [],
    parse,
  }
}

function unreadFunction({description}: ResolvedSecret, found: WatchedFunction): readonly NotRead[] {
  if (found.kind !== 'unread') return []
  const {reason, action} = found.failure
  const subject = functionName(description.rotationFunctionArn)
  return [{fact: 'function', subject, reason, ...(action === undefined ? {} : {action})}]
}

function unlisted({scope}: ResolvedSecret): NotRead {
  const reason = 'the secrets that name the same function could not be listed'
  return {fact: 'list', subject: scope.region, reason, action: 'secretsmanager:ListSecrets'}
}
