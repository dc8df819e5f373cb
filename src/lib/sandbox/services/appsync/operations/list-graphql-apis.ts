import {pathArn} from '../arns.ts'
import {appSyncOperation, type MakeOperation} from '../operation.ts'
import {listPage, PAGING} from '../paging.ts'
import {apiView} from '../views.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListGraphqlApis.html */
export const listGraphqlApis: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'ListGraphqlApis',
    readOnly: true,
    route: {method: 'GET', path: '/v1/apis'},
    rules: {
      ...PAGING,
      apiType: {type: 'string', values: ['GRAPHQL', 'MERGED']},
      owner: {type: 'string', values: ['CURRENT_ACCOUNT', 'OTHER_ACCOUNTS']},
    },
    on: call => pathArn(call, '/v1/apis'),
    run(call) {
      // No API here is merged, or shared by another account.
      const none = call.input['apiType'] === 'MERGED' || call.input['owner'] === 'OTHER_ACCOUNTS'
      const {items, nextToken} = listPage(call, world, none ? [] : state.apis(call))
      return {graphqlApis: items.map(api => apiView(api, world.url())), ...nextToken}
    },
  })
