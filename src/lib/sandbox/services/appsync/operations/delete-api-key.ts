import {changed} from '../keys.ts'
import {appSyncOperation, onKey, textOf, type MakeOperation} from '../operation.ts'
import {keyTrail} from '../trail.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteApiKey.html */
export const deleteApiKey: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'DeleteApiKey',
    readOnly: false,
    route: {method: 'DELETE', path: '/v1/apis/{apiId}/apikeys/{id}'},
    rules: {},
    on: onKey,
    trail: keyTrail,
    run(call) {
      const {id} = state.needApi(call, textOf(call, 'apiId'))
      state.putKey(changed(state.needKey(id, textOf(call, 'id')), {at: world.clock.now(), to: 'deleted'}))
      return undefined
    },
  })
