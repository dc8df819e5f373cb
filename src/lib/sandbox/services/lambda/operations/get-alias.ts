import {needAlias, shownAlias} from '../aliases.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetAlias',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}'},
    run({input}, named) {
      const entity = lambda.state.need(named)
      return shownAlias(entity, needAlias(entity, input['Name']))
    },
  })
