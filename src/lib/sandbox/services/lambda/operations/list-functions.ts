import type {FunctionEntity, FunctionVersion} from '../entities.ts'
import {listedConfiguration} from '../configuration.ts'
import type {MakeOperation} from '../operation.ts'
import {listPage} from '../paging.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions: MakeOperation = ({world, state}) => ({
  name: 'ListFunctions',
  readOnly: true,
  route: {method: 'GET', path: '/2015-03-31/functions'},
  authorize: () => [{action: 'lambda:ListFunctions', resource: '*'}],
  run(call) {
    const all = call.input['FunctionVersion'] === 'ALL'
    const rows = state.list(call.accountId, call.region).flatMap(entity => rowsOf(entity, all))
    const {items, nextMarker} = listPage(call, world, rows, row => row.arn)
    return {
      Functions: items.map(({entity, version, arn}) => listedConfiguration(entity, version, arn)),
      ...nextMarker,
    }
  },
})

interface Row {
  readonly entity: FunctionEntity
  readonly version: FunctionVersion
  readonly arn: string
}

function rowsOf(entity: FunctionEntity, all: boolean): Row[] {
  if (!all) return [{entity, version: entity.latest, arn: entity.arn}]
  return [entity.latest, ...entity.published.values()].map(version => ({
    entity,
    version,
    arn: `${entity.arn}:${version.version}`,
  }))
}
