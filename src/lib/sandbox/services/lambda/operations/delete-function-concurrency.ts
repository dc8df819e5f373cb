import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const deleteFunctionConcurrency: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'DeleteFunctionConcurrency',
    readOnly: false,
    route: {method: 'DELETE', path: '/2017-10-31/functions/{FunctionName}/concurrency', status: 204},
    run(_call, named) {
      lambda.state.put({...lambda.state.need(named), reservedConcurrency: undefined})
      return undefined
    },
  })
