import {shownAlias} from '../aliases.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'
import {listPage} from '../paging.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'ListAliases',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/aliases'},
    run(call, named) {
      const entity = lambda.state.need(named)
      const {FunctionVersion: version} = call.input
      const aliases = [...entity.aliases.values()]
        .filter(alias => version === undefined || alias.functionVersion === version)
        .sort((one, other) => (one.name < other.name ? -1 : 1))
      const {items, nextMarker} = listPage(call, lambda.world, aliases, ({name}) => name)
      return {Aliases: items.map(alias => shownAlias(entity, alias)), ...nextMarker}
    },
  })
