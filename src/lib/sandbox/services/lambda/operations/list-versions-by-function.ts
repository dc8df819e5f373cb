import {listedConfiguration} from '../configuration.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'
import {listPage} from '../paging.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'ListVersionsByFunction',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/versions'},
    run(call, named) {
      const entity = lambda.state.need(named)
      const versions = [entity.latest, ...entity.published.values()]
      const {items, nextMarker} = listPage(call, lambda.world, versions, ({version}) => version)
      return {
        Versions: items.map(each => listedConfiguration(entity, each, `${entity.arn}:${each.version}`)),
        ...nextMarker,
      }
    },
  })
