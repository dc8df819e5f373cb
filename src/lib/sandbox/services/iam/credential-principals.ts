import type {Principal} from '../../kernel.ts'
import {arnOf, assumedRoleArn, rootArn} from './arns.ts'
import type {AccessKey, Session} from './entities.ts'
import type {IamState} from './state.ts'

/** The user of a key, or root; undefined when that user is gone. */
export function principalOfKey(
  state: IamState,
  {accountId, accessKeyId, userId, userName}: AccessKey,
): Principal | undefined {
  if (userName === undefined || userId === undefined) {
    return {kind: 'root', accountId, arn: rootArn(accountId), accessKeyId, userId: accountId}
  }
  const user = state.find('user', accountId, userName)
  if (user?.id !== userId) return undefined
  return {kind: 'user', accountId, arn: arnOf('user', user), accessKeyId, userId, userName: user.name}
}

/** Who temporary credentials speak for; undefined when that user or role is gone. */
export function principalOfSession(state: IamState, session: Session): Principal | undefined {
  const {accountId, accessKeyId, holder, sessionName, issuedAt: sessionIssuedAt, functionArn, mfaAt} = session
  if (holder.kind === 'root') {
    return {kind: 'root', accountId, arn: rootArn(accountId), accessKeyId, userId: accountId, sessionIssuedAt}
  }
  // A user or role that was deleted and made again is another one, and the old credentials are void.
  const owner = state.find(holder.kind, accountId, holder.name)
  if (owner?.id !== holder.id) return undefined
  const common = {accountId, accessKeyId, sessionIssuedAt, ...(mfaAt === undefined ? {} : {mfaAt})}
  if (holder.kind === 'user') {
    return {...common, kind: 'user', arn: arnOf('user', owner), userId: owner.id, userName: owner.name}
  }
  return {
    ...common,
    kind: 'assumed-role',
    arn: assumedRoleArn(accountId, owner.name, sessionName),
    userId: `${owner.id}:${sessionName}`,
    roleArn: arnOf('role', owner),
    ...(functionArn === undefined ? {} : {functionArn}),
  }
}
