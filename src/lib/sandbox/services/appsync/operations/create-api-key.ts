import {tooManyKeys} from '../errors.ts'
import {endOfLife, judgingTime, MOST_KEYS, newKey} from '../keys.ts'
import {appSyncOperation, onKeys, textOf, type MakeOperation} from '../operation.ts'
import {keyTrail} from '../trail.ts'
import {keyView} from '../views.ts'

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html */
export const createApiKey: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'CreateApiKey',
    readOnly: false,
    route: {method: 'POST', path: '/v1/apis/{apiId}/apikeys'},
    rules: {description: {type: 'string'}, expires: {type: 'number'}},
    on: onKeys,
    trail: keyTrail,
    run(call) {
      const {id: apiId} = state.needApi(call, textOf(call, 'apiId'))
      const {expires: asked, description} = call.input as {expires?: number; description?: string}
      const expires = endOfLife(asked === undefined ? undefined : asked * 1000, judgingTime(world))
      if (state.keys(apiId).length >= MOST_KEYS) throw tooManyKeys()
      const key = newKey(world, {apiId, description, expires})
      state.putKey(key)
      return {apiKey: keyView(key)}
    },
  })
