import {appSyncOperation, onApi, textOf, type MakeOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteGraphqlApi.html: its keys go with it. */
export const deleteGraphqlApi: MakeOperation = ({state}) =>
  appSyncOperation({
    name: 'DeleteGraphqlApi',
    readOnly: false,
    route: {method: 'DELETE', path: '/v1/apis/{apiId}'},
    rules: {},
    on: onApi,
    run(call) {
      state.removeApi(state.needApi(call, textOf(call, 'apiId')).id)
      return undefined
    },
  })
