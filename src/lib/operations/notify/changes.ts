import type {FunctionSettingsInput} from '../../aws/gateways.ts'
import type {Found} from './found.ts'
import {type Heard, patternOf, type Watched} from './pattern.ts'
import {EVENTS, FUNCTION, RETENTION_DAYS, rolePolicy, type Setup, STATEMENT_ID, TARGET_ID} from './setup.ts'
import {packed, WATCHED} from './watched-list.ts'

/** One thing that is missing, in the order in which it is made: what is sent to is there before what sends. */
export type NotifyChange =
  | {readonly kind: 'create-topic'}
  | {readonly kind: 'subscribe'; readonly address: string}
  | {readonly kind: 'create-log-group'}
  | {readonly kind: 'log-retention'}
  | {readonly kind: 'create-role'}
  | {readonly kind: 'role-policy'}
  | {readonly kind: 'create-function'; readonly secrets: readonly string[]}
  | {readonly kind: 'function-code'}
  | {readonly kind: 'function-settings'; readonly settings: FunctionSettingsInput}
  | {readonly kind: 'put-rule'; readonly heard: Heard}
  | {readonly kind: 'permission'}
  | {readonly kind: 'put-target'}

export interface Wanted {
  readonly watched: Watched
  readonly emails: readonly string[]
  readonly codeSha256: string
}

/** What is to be made or changed; empty: it is as wanted. */
export function changesOf(setup: Setup, wanted: Wanted, found: Found): readonly NotifyChange[] {
  const {topicArn, topicExists, subscriptions, logGroup, role, rule, targets} = found
  const subscribed = new Set(
    subscriptions.flatMap(({protocol, endpoint}) => (protocol === 'email' ? [endpoint.toLowerCase()] : [])),
  )
  const {secrets: _, ...heard} = wanted.watched
  const ruleIsSo = rule !== undefined && rule.enabled && rule.pattern === patternOf(heard)
  const targetIsSo = targets.some(({id, arn}) => id === TARGET_ID && arn === setup.functionArn)
  const changes: readonly (NotifyChange | false)[] = [
    !topicExists && {kind: 'create-topic'},
    ...wanted.emails
      .filter(address => !subscribed.has(address.toLowerCase()))
      .map(address => ({kind: 'subscribe', address}) as const),
    logGroup === undefined && {kind: 'create-log-group'},
    logGroup?.retentionDays !== RETENTION_DAYS && {kind: 'log-retention'},
    role === undefined && {kind: 'create-role'},
    found.rolePolicy !== rolePolicy(setup, topicArn) && {kind: 'role-policy'},
    ...functionChanges(setup, wanted, found),
    !ruleIsSo && {kind: 'put-rule', heard},
    !found.statements.some(statement => letsRuleIn(setup, statement)) && {kind: 'permission'},
    !targetIsSo && {kind: 'put-target'},
  ]
  return changes.filter(change => change !== false)
}

/** The variables as they are to be; undefined: they are so. Those of others stay. */
export function variablesFor(
  secrets: readonly string[],
  {function: fn, topicArn, listed}: Found,
): Readonly<Record<string, string>> | undefined {
  const there = fn?.variables ?? {}
  // The same list may be packed otherwise by another version of Node.
  const isListed = listed?.join() === [...secrets].sort().join()
  if (isListed && there['TOPIC_ARN'] === topicArn) return undefined
  return {...there, TOPIC_ARN: topicArn, [WATCHED]: packed(secrets)}
}

function functionChanges(setup: Setup, {watched, codeSha256}: Wanted, found: Found): readonly NotifyChange[] {
  const {function: fn} = found
  if (fn === undefined) return [{kind: 'create-function', secrets: watched.secrets}]
  const wanted = variablesFor(watched.secrets, found)
  const {configuration} = fn
  const {runtime, handler, timeoutSeconds} = FUNCTION
  const settings: FunctionSettingsInput = {
    ...(configuration.runtime === runtime ? {} : {runtime}),
    ...(configuration.handler === handler ? {} : {handler}),
    ...(configuration.roleArn === setup.roleArn ? {} : {roleArn: setup.roleArn}),
    // More would let an invocation outlive its claim.
    ...(configuration.timeoutMs === timeoutSeconds * 1000 ? {} : {timeoutSeconds}),
    ...(wanted === undefined ? {} : {variables: wanted}),
  }
  return [
    ...(configuration.codeSha256 === codeSha256 ? [] : [{kind: 'function-code'} as const]),
    ...(Object.keys(settings).length === 0 ? [] : [{kind: 'function-settings', settings} as const]),
  ]
}

/** The statement as AddPermission writes it. */
export function letsRuleIn({ruleArn}: Setup, statement: unknown): boolean {
  const {Sid, Effect, Principal, Condition} = statement as {
    readonly Sid?: string
    readonly Effect?: string
    readonly Principal?: {readonly Service?: string}
    readonly Condition?: {readonly ArnLike?: {readonly 'AWS:SourceArn'?: string}}
  }
  const from = Condition?.ArnLike?.['AWS:SourceArn']
  return Sid === STATEMENT_ID && Effect === 'Allow' && Principal?.Service === EVENTS && from === ruleArn
}
