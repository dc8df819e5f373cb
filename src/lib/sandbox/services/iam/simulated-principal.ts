import type {Principal} from '../../kernel.ts'
import {assumedRoleArn, parseHolderArn} from './arns.ts'

/** The caller that the simulator plays: the one named, else the source of the policies itself. */
export function principalOf(sourceArn: string, callerArn: string): Principal {
  const arn = callerArn === '' ? sourceArn : callerArn
  const {kind = 'user', accountId = '', name = ''} = parseHolderArn(arn) ?? {}
  const common = {accountId, accessKeyId: '', userId: ''}
  if (kind !== 'role') return {...common, kind: 'user', arn, userName: name}
  return {...common, kind: 'assumed-role', arn: assumedRoleArn(accountId, name, 'simulated'), roleArn: arn}
}
