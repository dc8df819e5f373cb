import type {DeployChange} from '../deploy/changes.ts'
import type {Deployment} from '../deploy/deployment.ts'
import {ROLE_POLICY_LIMIT} from '../deploy/many-fit.ts'
import {rolePolicy} from '../deploy/role-policy.ts'
import {isRecord} from '../doctor/readings/invoke-permission.ts'
import type {DeployLook} from './deploy-look.ts'
import {deployUsage} from './deploy-refusals.ts'

/** Bytes of the policy of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const FUNCTION_POLICY_LIMIT = 20_480
/** Those of one more statement. */
const STATEMENT = 600

/**
 * Throws USAGE (exit 2) where another secret does not fit into the policies of role and function: before anything is made.
 * A function whose permissions are all there is full and can be run again.
 */
export function checkRoom(
  deployment: Deployment,
  {statements}: Pick<DeployLook, 'statements'>,
  changes: readonly DeployChange[],
): void {
  const role = JSON.stringify(rolePolicy(deployment)).length
  const away = changes.flatMap(change => (change.kind === 'forgotten-permission' ? [change.statementId] : []))
  const staying = statements.filter(one => !isRecord(one) || !away.includes(String(one['Sid'])))
  const more = changes.filter(({kind}) => kind === 'permission').length * STATEMENT
  const hasRoom = more === 0 || JSON.stringify(staying).length + more <= FUNCTION_POLICY_LIMIT
  if (role <= ROLE_POLICY_LIMIT && hasRoom) return
  throw deployUsage(
    `${deployment.name} rotates as many secrets as the policies of its role and its function hold.`,
    'Deploy another function for the next ones: --name FUNCTION',
  )
}
