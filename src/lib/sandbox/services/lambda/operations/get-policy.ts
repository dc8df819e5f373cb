import {notFound} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation, policyKey, policyText} from '../operation.ts'
import {policyRevision} from '../policy-revision.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetPolicy',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/policy'},
    run(_call, named) {
      const {state, world} = lambda
      const entity = state.find(named)
      const key = policyKey(named.qualifier)
      const statements = entity?.policies.get(key)
      if (entity === undefined || statements === undefined) throw notFound('The resource you requested does not exist.')
      return {Policy: policyText(statements), RevisionId: policyRevision(entity, key, world.clock.now())}
    },
  })
