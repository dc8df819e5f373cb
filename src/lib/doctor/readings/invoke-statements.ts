import {parseArn} from '../../arn.ts'
import {applies, isRecord, like, mayInvoke, principalMatches, readableCondition, texts} from './invoke-permission.ts'

/** What Secrets Manager is to be allowed: to invoke the function for one secret of an account, or for all of them. */
export interface WantedPermission {
  /** With its qualifier; the secrets that it rotates are of its region. */
  readonly functionArn: string
  readonly account: string
  /** Absent: all secrets of the account. */
  readonly secretArn?: string
}

/**
 * What a statement is to the wanted permission. `exact`: it and no more; `duplicate`: the same once again; `wider`,
 * `narrower`: more or only part of it; `public`: anybody may invoke; `denies`: forbids it; `elsewhere`: for other secrets
 * or accounts; `unknown`: a condition that is not read here; `other`: does not concern Secrets Manager.
 */
export type StatementRelation =
  | 'exact'
  | 'duplicate'
  | 'wider'
  | 'narrower'
  | 'public'
  | 'denies'
  | 'elsewhere'
  | 'unknown'
  | 'other'

export interface StatementReading {
  /** Absent: it has none by which AWS could be asked to remove it. */
  readonly id?: string
  readonly relation: StatementRelation
  readonly effect: string
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly conditions: readonly StatementCondition[]
}

export interface StatementCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
const removable = /^[A-Za-z0-9_.-]+$/

/** Matched by patterns that take every secret and by no name: `{` and `}` are in none. */
const ANY_SECRET = '{}-{}{}{}'
const ANY_ACCOUNT = '{}'

/** Reads a policy for one question; of statements that allow exactly the wanted, the first one is `exact`. */
export function readStatements(statements: readonly unknown[], wanted: WantedPermission): readonly StatementReading[] {
  const read = statements.map(statement => readStatement(statement, wanted))
  const exact = read.findIndex(({relation}) => relation === 'exact')
  return read.map((one, index) => (one.relation === 'exact' && index !== exact ? {...one, relation: 'duplicate'} : one))
}

/** Whether Secrets Manager may do the wanted by the whole policy; a Deny outweighs every Allow. */
export function allowsWanted(statements: readonly unknown[], wanted: WantedPermission): boolean {
  return mayInvoke(statements, questionOf(wanted))
}

function readStatement(statement: unknown, wanted: WantedPermission): StatementReading {
  const record = isRecord(statement) ? statement : {}
  const id = record['Sid']
  return {
    ...(typeof id === 'string' && removable.test(id) ? {id} : {}),
    relation: relationOf(record, wanted),
    effect: String(record['Effect']),
    principals: principalsOf(record['Principal']),
    actions: texts(record['Action']),
    conditions: conditionsOf(record['Condition']),
  }
}

function relationOf(statement: Readonly<Record<string, unknown>>, wanted: WantedPermission): StatementRelation {
  if ('NotPrincipal' in statement || 'NotAction' in statement) return 'unknown'
  const invokes = texts(statement['Action']).some(action => like('lambda:InvokeFunction', action))
  if (!invokes || !principalMatches(statement['Principal'])) return 'other'
  const holds = applies(statement, questionOf(wanted))
  if (statement['Effect'] === 'Deny') return holds ? 'denies' : 'elsewhere'
  if (!readableCondition(statement['Condition'])) return 'unknown'
  if (holds && principalsOf(statement['Principal']).includes('*')) return 'public'
  if (holds) return isWider(statement, wanted) ? 'wider' : 'exact'
  return isNarrower(statement, wanted) ? 'narrower' : 'elsewhere'
}

/** More actions, other accounts, or other secrets than the one that is wanted. */
function isWider(statement: Readonly<Record<string, unknown>>, wanted: WantedPermission): boolean {
  const {functionArn, account, secretArn} = wanted
  const moreActions = texts(statement['Action']).some(action => action.toLowerCase() !== 'lambda:invokefunction')
  const strangers = applies(statement, questionOf({functionArn, account: ANY_ACCOUNT}))
  const accounts = valuesOf(statement, 'aws:sourceaccount').some(value => value !== account)
  const sources = valuesOf(statement, 'aws:sourcearn')
  const moreSecrets = secretArn !== undefined && (sources.length === 0 || sources.some(value => value !== secretArn))
  return moreActions || strangers || accounts || moreSecrets
}

/** For the account but not for all its secrets. */
function isNarrower(statement: Readonly<Record<string, unknown>>, {account, secretArn}: WantedPermission): boolean {
  const inside = valuesOf(statement, 'aws:sourcearn').some(arn => like(account, arn.split(':')[4] ?? ''))
  return secretArn === undefined && inside && applies(withoutSources(statement), {account, secretArn: ''})
}

function withoutSources(statement: Readonly<Record<string, unknown>>): unknown {
  const Condition = Object.fromEntries(
    conditionsOf(statement['Condition'])
      .filter(({key}) => key.toLowerCase() !== 'aws:sourcearn')
      .map(({operator, key, values}) => [operator, {[key]: values}]),
  )
  return {...statement, Condition}
}

function questionOf({functionArn, account, secretArn}: WantedPermission) {
  const {partition = '', region = ''} = parseArn(functionArn) ?? {}
  return {
    account,
    secretArn: secretArn ?? `arn:${partition}:secretsmanager:${region}:${account}:secret:${ANY_SECRET}`,
  }
}

function valuesOf(statement: Readonly<Record<string, unknown>>, wantedKey: string): readonly string[] {
  return conditionsOf(statement['Condition'])
    .filter(({key}) => key.toLowerCase() === wantedKey)
    .flatMap(({values}) => values)
}

function principalsOf(principal: unknown): readonly string[] {
  if (!isRecord(principal)) return texts(principal)
  return Object.values(principal).flatMap(names => texts(names))
}

function conditionsOf(condition: unknown): readonly StatementCondition[] {
  if (!isRecord(condition)) return []
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, values]) => ({operator, key, values: texts(values)})),
  )
}
