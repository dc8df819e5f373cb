import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {Context} from './context.ts'

export const accountScopesActions = ['sts:GetCallerIdentity', 'sts:AssumeRole'] as const

/** The same role in each of several accounts, in the partition of the caller; assumed with the credentials of each scope. */
export async function inAccounts(
  context: Context,
  scopes: readonly Partial<AwsScope>[],
  {roleName, accounts}: {readonly roleName: string; readonly accounts: readonly string[]},
): Promise<readonly Partial<AwsScope>[]> {
  const {arn} = await context.caller()
  const partition = parseArn(arn)?.partition ?? 'aws'
  return accounts.flatMap(id => scopes.map(scope => ({...scope, role: `arn:${partition}:iam::${id}:role/${roleName}`})))
}
