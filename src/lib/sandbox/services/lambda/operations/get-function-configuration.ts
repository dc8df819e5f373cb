import {fullConfiguration} from '../configuration.ts'
import {qualifiedArn} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetFunctionConfiguration',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/configuration'},
    run(_call, named) {
      const {entity, version} = lambda.state.needVersion(named)
      return fullConfiguration(entity, version, {arn: qualifiedArn(named), now: lambda.world.clock.now()})
    },
  })
