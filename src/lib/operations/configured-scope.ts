import type {AwsScope} from '../aws/gateways.ts'
import type {AccountAccess} from '../config/config.ts'
import {type Fact, known, unknown} from '../doctor/facts.ts'
import type {Context} from './context.ts'
import {readFact} from './doctor-read.ts'

/** The scope of another account as the configuration says; what cannot be had there is not known, and the run goes on. */
export async function configuredScope(
  context: Context,
  {partition, region, accountId}: {readonly partition: string; readonly region: string; readonly accountId: string},
  access: AccountAccess,
): Promise<Fact<Partial<AwsScope>>> {
  const role = 'role' in access ? {role: `arn:${partition}:iam::${accountId}:role/${access.role}`} : access
  const scope = {region, ...role}
  const found = await readFact('sts:AssumeRole', () => context.caller(scope))
  if (found.kind === 'unknown') return found
  if (found.value.accountId === accountId) return known(scope)
  const how = 'role' in access ? `role ${access.role}` : `profile ${access.profile}`
  return unknown(`${how} of the configuration is of ${found.value.accountId}, and account ${accountId} is asked for`)
}

/**
 * Why nothing is changed in an account that is reached through a role of the configuration: the `aws` command that is shown
 * before each change, and the one that takes it back, have no flag that would assume the role.
 */
export function onlyReads(accountId: string): string {
  return `the configuration names a role for account ${accountId}, and a role only reads: name a profile for it with --function-profile`
}
