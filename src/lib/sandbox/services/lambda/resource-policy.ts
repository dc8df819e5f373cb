import type {World} from '../../kernel.ts'
import {functionQuestion, policyKey, policyText} from './operation.ts'
import type {FunctionName} from './names.ts'
import type {LambdaState} from './state.ts'
import {versionOf} from './state.ts'
import {spreadStatements} from './statements.ts'

/** Whether the policy of the very qualifier lets a service invoke the function on behalf of a source. */
export function mayServiceInvoke(
  world: World,
  state: LambdaState,
  named: FunctionName,
  asking: {readonly servicePrincipal: string; readonly sourceArn: string; readonly sourceAccount: string},
): 'yes' | 'no' | 'missing' {
  const entity = state.find(named)
  if (entity === undefined || versionOf(entity, named.qualifier) === undefined) return 'missing'
  const {clock, switches} = world
  const known = spreadStatements(entity, policyKey(named.qualifier), clock.now() - switches.permissionSpreadMs)
  if (known.length === 0) return 'no'
  const {servicePrincipal: arn, sourceArn, sourceAccount: accountId} = asking
  const decision = world.identities.authorize(
    {kind: 'service', accountId, arn, accessKeyId: '', userId: ''},
    {
      ...functionQuestion(state, 'lambda:InvokeFunction', named),
      resourcePolicy: policyText(known),
      conditions: {'aws:sourcearn': sourceArn, 'aws:sourceaccount': accountId},
    },
  )
  return decision.allowed ? 'yes' : 'no'
}
