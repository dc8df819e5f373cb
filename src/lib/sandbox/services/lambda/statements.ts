import type {MemberRules} from '../../validate.ts'
import {validateInput} from '../../validate.ts'
import type {FunctionEntity, Statement} from './entities.ts'
import {conflict, invalidParameter, policyTooLong} from './errors.ts'
import {policyText} from './operation.ts'

type Input = Readonly<Record<string, unknown>>

/** Largest policy in bytes. Lambda quotas. */
const LONGEST_POLICY = 20_480

const RULES: MemberRules = {
  StatementId: {type: 'string', required: true, min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)'},
  Action: {type: 'string', required: true, pattern: String.raw`(lambda:[*]|lambda:[a-zA-Z]+|[*])`},
  Principal: {type: 'string', required: true, pattern: String.raw`[^\s]+`},
  SourceArn: {
    type: 'string',
    pattern: String.raw`arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*)`,
  },
  SourceAccount: {type: 'string', max: 12, pattern: String.raw`\d{12}`},
  PrincipalOrgID: {type: 'string', min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}'},
  EventSourceToken: {type: 'string', max: 256, pattern: String.raw`[a-zA-Z0-9._\-]+`},
}

// Operator, its members of the request, and the condition key of each.
const CONDITIONS: readonly (readonly [operator: string, member: string, key: string])[] = [
  ['StringEquals', 'SourceAccount', 'AWS:SourceAccount'],
  ['StringEquals', 'PrincipalOrgID', 'aws:PrincipalOrgID'],
  ['StringEquals', 'EventSourceToken', 'lambda:EventSourceToken'],
  ['StringEquals', 'FunctionUrlAuthType', 'lambda:FunctionUrlAuthType'],
  ['ArnLike', 'SourceArn', 'AWS:SourceArn'],
]

/** Throws what the members of AddPermission break, before anything is looked up. */
export function checkPermission(input: Input): void {
  validateInput(input, RULES)
}

/** The statement that AddPermission makes of its members. Throws for a principal that is none. */
export function statementOf(input: Input, resource: string): Statement {
  const condition = conditionOf(input)
  return {
    Sid: input['StatementId'] as string,
    Effect: 'Allow',
    Principal: principalOf(input['Principal'] as string),
    Action: input['Action'] as string,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : {Condition: condition}),
  }
}

/** The function with one statement more under the qualifier. Throws for a statement id that is taken and a policy too long. */
export function withStatement(entity: FunctionEntity, key: string, statement: Statement, now: number): FunctionEntity {
  const before = entity.policies.get(key) ?? []
  if (before.some(({Sid}) => Sid === statement.Sid)) {
    throw conflict(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    )
  }
  const statements = [...before, statement]
  const {length} = policyText(statements)
  if (length > LONGEST_POLICY) throw policyTooLong(length, LONGEST_POLICY)
  const grantedAt = new Map(entity.grantedAt).set(`${key} ${statement.Sid}`, now)
  return {...entity, policies: new Map(entity.policies).set(key, statements), grantedAt}
}

/** Statements of a qualifier that other services know of: a new one spreads for a while. */
export function spreadStatements(
  {policies, grantedAt}: FunctionEntity,
  key: string,
  grantedBefore: number,
): readonly Statement[] {
  return (policies.get(key) ?? []).filter(({Sid}) => (grantedAt.get(`${key} ${Sid}`) ?? 0) <= grantedBefore)
}

function principalOf(written: string): Statement['Principal'] {
  if (written === '*') return '*'
  const account = /^\d{12}$/.test(written) ? written : undefined
  if (account !== undefined) return {AWS: `arn:aws:iam::${account}:root`}
  if (/^arn:aws[a-z-]*:(iam|sts)::\d{12}:.+$/.test(written)) return {AWS: written}
  if (/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com)$/.test(written)) return {Service: written}
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.')
}

function conditionOf(input: Input): NonNullable<Statement['Condition']> {
  const condition: Record<string, Record<string, string>> = {}
  for (const [operator, member, key] of CONDITIONS) {
    const value = input[member]
    if (typeof value === 'string') condition[operator] = {...condition[operator], [key]: value}
  }
  return condition
}
