import type {OperationDefinition} from '../../../kernel.ts'

/** Needs no permission, not even against an explicit deny: aws-behaviour.md section 6.2. */
export const getCallerIdentity: OperationDefinition = {
  name: 'GetCallerIdentity',
  readOnly: true,
  authorize: () => [],
  run: ({principal}) => ({UserId: principal.userId, Account: principal.accountId, Arn: principal.arn}),
}
