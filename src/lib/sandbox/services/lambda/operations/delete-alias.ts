import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** Deleting an alias that does not exist succeeds. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export const deleteAlias: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'DeleteAlias',
    readOnly: false,
    route: {method: 'DELETE', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}', status: 204},
    run({input}, named) {
      const entity = lambda.state.need(named)
      const name = String(input['Name'])
      const aliases = new Map(entity.aliases)
      const policies = new Map(entity.policies)
      aliases.delete(name)
      policies.delete(name)
      lambda.state.put({...entity, aliases, policies})
      return undefined
    },
  })
