import type {Authorization, Principal} from '../../../src/lib/sandbox/kernel.ts'
import {compilePolicy} from '../../../src/lib/sandbox/services/iam/policy/compile.ts'
import {evaluate, type Decision} from '../../../src/lib/sandbox/services/iam/policy/evaluate.ts'
import {requestOf, type Tag} from '../../../src/lib/sandbox/services/iam/policy/request.ts'

export const home = '111122223333'
export const elsewhere = '444455556666'

export function aUser(userName = 'ana', accountId = home): Principal {
  const arn = `arn:aws:iam::${accountId}:user/${userName}`
  return {kind: 'user', accountId, arn, accessKeyId: 'AKIAEXAMPLE', userId: 'AIDAEXAMPLE', userName}
}

export function aRoleSession(roleName = 'rotator', accountId = home): Principal {
  return {
    kind: 'assumed-role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/worker`,
    accessKeyId: 'ASIAEXAMPLE',
    userId: 'AROAEXAMPLE:worker',
    roleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
  }
}

export function anAwsService(host = 'secretsmanager.amazonaws.com'): Principal {
  return {kind: 'service', accountId: home, arn: host, accessKeyId: '', userId: host}
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly [element: string]: unknown
}

export const policy = (...statements: Statement[]): string =>
  JSON.stringify({Version: '2012-10-17', Statement: statements})
export const allow = (Action: unknown, Resource: unknown = '*', rest: object = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
})
export const deny = (Action: unknown, Resource: unknown = '*', rest: object = {}): Statement => ({
  ...allow(Action, Resource, rest),
  Effect: 'Deny',
})

export const secretArn = `arn:aws:secretsmanager:eu-west-1:${home}:secret:prod/db-AbCdEf`

/** Decides one question: by default a user reading a secret of the own account. */
export function decide(input: {
  readonly principal?: Principal
  readonly question?: Partial<Authorization>
  readonly identity?: readonly string[]
  readonly boundary?: string
  readonly session?: readonly string[]
  readonly resource?: string
  readonly tags?: readonly Tag[]
  readonly now?: number
  readonly resourceDecides?: boolean
}): Decision {
  const principal = input.principal ?? aUser()
  const question = {action: 'secretsmanager:GetSecretValue', resource: secretArn, ...input.question}
  const request = requestOf(principal, question, {tags: input.tags ?? [], now: () => input.now ?? 0})
  const compiled = (text: string | undefined) => (text === undefined ? undefined : compilePolicy(text))
  const ownAccount = (question.resourceAccountId ?? principal.accountId) === principal.accountId
  return evaluate(
    {
      identity: (input.identity ?? []).map(compilePolicy),
      boundary: compiled(input.boundary),
      session: input.session?.map(compilePolicy),
      resource: compiled(input.resource),
    },
    request,
    {ownAccount, resourceDecides: input.resourceDecides ?? false},
  )
}

export const allowed = {allowed: true}
export const refused = (by: string, explicit = false) => ({allowed: false, explicit, by})
