import {mayAlso} from '../../asked-by.ts'
import type {Keys, World} from '../../kernel.ts'
import {stateOf} from './entities.ts'
import {onKey} from './permission.ts'
import type {KmsState} from './state.ts'

/** KMS as another service asks it. Permission comes before existence and state, as in every call of KMS. */
export function keyAccess(world: World, state: KmsState): Keys['access'] {
  return (call, {actions, keyId, accountId, service, context}) => {
    const place = {accountId, region: call.region}
    const via = {service: `${service}.${call.region}.amazonaws.com`, context}
    const mayUse = actions.every(action => mayAlso(world, call, onKey(state, call, {action, keyId, place, via})))
    if (!mayUse) return 'denied'
    const key = state.find(place, keyId)
    return key !== undefined && stateOf(key) === 'Enabled' ? 'ok' : 'unusable'
  }
}
