/** `userIdentity` of a record: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html. */
import type {Actor} from './actors.ts'

/** As the caller's own account sees it. */
export function userIdentity({principal}: Actor): Record<string, unknown> {
  const {accountId, arn, accessKeyId, userId, userName} = principal
  const own = {principalId: userId, arn, accountId, accessKeyId}
  switch (principal.kind) {
    case 'root':
      return {type: 'Root', ...own, ...sessionContext(principal)}
    case 'user':
      return {type: 'IAMUser', ...own, userName, ...sessionContext(principal)}
    case 'assumed-role':
      return {type: 'AssumedRole', ...own, ...sessionContext(principal)}
    case 'service':
      return {type: 'AWSService', invokedBy: arn}
    default:
      return principal.kind satisfies never
  }
}

/** As the account of the resource sees a caller of another account. */
export function foreignIdentity({principal}: Actor): Record<string, unknown> {
  if (principal.kind === 'service') return {type: 'AWSService', invokedBy: principal.arn}
  return {type: 'AWSAccount', principalId: principal.userId, accountId: principal.accountId}
}

function sessionContext(principal: Actor['principal']): Record<string, unknown> {
  const {sessionIssuedAt, roleArn, accountId, userId} = principal
  if (sessionIssuedAt === undefined && roleArn === undefined) return {}
  const attributes = {
    ...(sessionIssuedAt === undefined ? {} : {creationDate: eventTime(sessionIssuedAt)}),
    mfaAuthenticated: 'false',
  }
  if (roleArn === undefined) return {sessionContext: {attributes}}
  const sessionIssuer = {
    type: 'Role',
    principalId: userId.split(':')[0],
    arn: roleArn,
    accountId,
    userName: roleArn.split('/').at(-1),
  }
  return {sessionContext: {sessionIssuer, attributes}}
}

/** Records have whole seconds. */
export function eventTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
