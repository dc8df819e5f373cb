import {appSyncOperation, onKeys, textOf, type MakeOperation} from '../operation.ts'
import {listPage, PAGING} from '../paging.ts'
import {keyTrail} from '../trail.ts'
import {keyView} from '../views.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListApiKeys.html */
export const listApiKeys: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'ListApiKeys',
    readOnly: true,
    route: {method: 'GET', path: '/v1/apis/{apiId}/apikeys'},
    rules: PAGING,
    on: onKeys,
    trail: keyTrail,
    run(call) {
      const {id} = state.needApi(call, textOf(call, 'apiId'))
      const {items, nextToken} = listPage(call, world, state.keys(id))
      return {apiKeys: items.map(keyView), ...nextToken}
    },
  })
