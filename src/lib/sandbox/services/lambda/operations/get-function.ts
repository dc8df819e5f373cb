import {fullConfiguration} from '../configuration.ts'
import {qualifiedArn} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetFunction',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}'},
    async run(_call, named) {
      const {state, world, codeServer} = lambda
      const {entity, version} = state.needVersion(named)
      const {reservedConcurrency: reserved, tags} = entity
      return {
        Configuration: fullConfiguration(entity, version, {arn: qualifiedArn(named), now: world.clock.now()}),
        Code: {RepositoryType: 'S3', Location: await codeServer.urlOf(version.code, version.codeSha256)},
        ...(Object.keys(tags).length === 0 ? {} : {Tags: tags}),
        ...(reserved === undefined ? {} : {Concurrency: {ReservedConcurrentExecutions: reserved}}),
      }
    },
  })
