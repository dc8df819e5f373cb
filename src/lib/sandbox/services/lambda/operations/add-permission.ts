import {invalidParameter} from '../errors.ts'
import {functionArn, qualifiedArn} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation, policyKey} from '../operation.ts'
import {checkPolicyRevision, withNewRevision} from '../policy-revision.ts'
import {checkQualifier} from '../state.ts'
import {checkPermission, statementOf, withStatement} from '../statements.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const addPermission: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'AddPermission',
    readOnly: false,
    route: {method: 'POST', path: '/2015-03-31/functions/{FunctionName}/policy', status: 201},
    run({input}, named) {
      const {state, world} = lambda
      checkPermission(input)
      if (named.qualifier === '$LATEST') {
        throw invalidParameter('We currently do not support adding policies for $LATEST.')
      }
      const entity = state.need({...named, qualifier: undefined})
      checkQualifier(entity, named.qualifier)
      const resource = named.qualifier === undefined ? functionArn(named) : qualifiedArn(named)
      const statement = statementOf(input, resource)
      const key = policyKey(named.qualifier)
      const now = world.clock.now()
      checkPolicyRevision(entity, key, input['RevisionId'], now)
      state.put(withNewRevision(world, withStatement(entity, key, statement, now), key))
      return {Statement: JSON.stringify(statement)}
    },
  })
