import {conflict, functionNotFound, invalidParameter} from '../errors.ts'
import {qualifiedArn} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'
import type {FunctionEntity} from '../entities.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteFunction: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'DeleteFunction',
    readOnly: false,
    route: {method: 'DELETE', path: '/2015-03-31/functions/{FunctionName}', status: 204},
    run(_call, named) {
      const {state, runner} = lambda
      const {qualifier} = named
      if (qualifier === '$LATEST') {
        throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
      }
      const entity = state.need(named)
      if (qualifier === undefined) {
        state.remove(entity.arn)
        runner.retire(entity.arn)
        return undefined
      }
      if (!entity.published.has(qualifier)) throw functionNotFound(qualifiedArn(named))
      state.put(withoutVersion(entity, qualifier))
      return undefined
    },
  })

function withoutVersion(entity: FunctionEntity, number: string): FunctionEntity {
  const holders = [...entity.aliases.values()].filter(alias => alias.functionVersion === number)
  if (holders.length > 0) {
    const names = holders.map(({name}) => name).join(', ')
    throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`)
  }
  const published = new Map(entity.published)
  const policies = new Map(entity.policies)
  published.delete(number)
  policies.delete(number)
  return {...entity, published, policies}
}
