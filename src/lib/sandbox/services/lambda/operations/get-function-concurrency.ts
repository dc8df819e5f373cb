import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetFunctionConcurrency',
    readOnly: true,
    route: {method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency'},
    run(_call, named) {
      const {reservedConcurrency: reserved} = lambda.state.need(named)
      return reserved === undefined ? {} : {ReservedConcurrentExecutions: reserved}
    },
  })
