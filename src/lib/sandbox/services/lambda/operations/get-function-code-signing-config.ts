import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/**
 * No function of the sandbox has one, because nothing here makes one.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html
 */
export const getFunctionCodeSigningConfig: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetFunctionCodeSigningConfig',
    readOnly: true,
    route: {method: 'GET', path: '/2020-06-30/functions/{FunctionName}/code-signing-config'},
    run(_call, named) {
      lambda.state.need(named)
      return {FunctionName: named.name}
    },
  })
