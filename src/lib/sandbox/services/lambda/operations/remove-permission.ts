import {notFound} from '../errors.ts'
import {functionArn} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation, policyKey} from '../operation.ts'
import {checkPolicyRevision, withNewRevision} from '../policy-revision.ts'
import {checkQualifier} from '../state.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export const removePermission: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'RemovePermission',
    readOnly: false,
    route: {method: 'DELETE', path: '/2015-03-31/functions/{FunctionName}/policy/{StatementId}', status: 204},
    run({input}, named) {
      const {state, world} = lambda
      const entity = state.find(named)
      if (entity === undefined) throw notFound(`No policy found for: ${functionArn(named)}`)
      checkQualifier(entity, named.qualifier === '$LATEST' ? undefined : named.qualifier)
      const key = policyKey(named.qualifier)
      const statements = entity.policies.get(key)
      if (statements === undefined) throw notFound('No policy is associated with the given resource.')
      const sid = input['StatementId']
      const kept = statements.filter(({Sid}) => Sid !== sid)
      if (kept.length === statements.length) {
        throw notFound(`Statement ${String(sid)} is not found in resource policy.`)
      }
      checkPolicyRevision(entity, key, input['RevisionId'], world.clock.now())
      const policies = new Map(entity.policies)
      if (kept.length === 0) policies.delete(key)
      else policies.set(key, kept)
      state.put(withNewRevision(world, {...entity, policies}, key))
      return undefined
    },
  })
