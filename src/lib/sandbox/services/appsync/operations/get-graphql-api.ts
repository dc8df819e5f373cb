import {appSyncOperation, onApi, textOf, type MakeOperation} from '../operation.ts'
import {apiView} from '../views.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_GetGraphqlApi.html */
export const getGraphqlApi: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'GetGraphqlApi',
    readOnly: true,
    route: {method: 'GET', path: '/v1/apis/{apiId}'},
    rules: {},
    on: onApi,
    run: call => ({graphqlApi: apiView(state.needApi(call, textOf(call, 'apiId')), world.url())}),
  })
