import {changed, endOfLife, judgingTime} from '../keys.ts'
import {appSyncOperation, onKey, textOf, type MakeOperation} from '../operation.ts'
import {keyTrail} from '../trail.ts'
import {keyView} from '../views.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateApiKey.html: what is not named stays. */
export const updateApiKey: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'UpdateApiKey',
    readOnly: false,
    route: {method: 'POST', path: '/v1/apis/{apiId}/apikeys/{id}'},
    rules: {description: {type: 'string'}, expires: {type: 'number'}},
    on: onKey,
    trail: keyTrail,
    run(call) {
      const {id} = state.needApi(call, textOf(call, 'apiId'))
      const key = state.needKey(id, textOf(call, 'id'))
      const {expires, description} = call.input as {expires?: number; description?: string}
      const at = world.clock.now()
      const described = description === undefined ? key : {...key, description}
      const updated =
        expires === undefined ? described : changed(described, {at, to: endOfLife(expires * 1000, judgingTime(world))})
      state.putKey(updated)
      return {apiKey: keyView(updated)}
    },
  })
