/** KMS as far as secrets need it: keys with a policy, grants and a state, no cryptography. aws-behaviour.md section 7. */
import type {Keys, OperationDefinition, Service, World} from '../../kernel.ts'
import {keyAccess} from './access.ts'
import {deleteAlias, updateAlias} from './operations/change-alias.ts'
import {cancelKeyDeletion} from './operations/cancel-key-deletion.ts'
import {createAlias} from './operations/create-alias.ts'
import {createGrant} from './operations/create-grant.ts'
import {createKey} from './operations/create-key.ts'
import {describeKey} from './operations/describe-key.ts'
import {retireGrant, revokeGrant} from './operations/end-grant.ts'
import {getKeyPolicy} from './operations/get-key-policy.ts'
import {disableKeyRotation, enableKeyRotation, getKeyRotationStatus} from './operations/key-rotation.ts'
import {listAliases} from './operations/list-aliases.ts'
import {listGrants, listRetirableGrants} from './operations/list-grants.ts'
import {listKeys, listResourceTags} from './operations/list-keys.ts'
import {putKeyPolicy} from './operations/put-key-policy.ts'
import {scheduleKeyDeletion} from './operations/schedule-key-deletion.ts'
import {disableKey, enableKey} from './operations/switch-key.ts'
import {updateKeyDescription} from './operations/update-key-description.ts'
import {KmsState} from './state.ts'

const OPERATIONS: readonly ((state: KmsState, world: World) => OperationDefinition)[] = [
  cancelKeyDeletion,
  createAlias,
  createGrant,
  createKey,
  deleteAlias,
  describeKey,
  disableKey,
  disableKeyRotation,
  enableKey,
  enableKeyRotation,
  getKeyPolicy,
  getKeyRotationStatus,
  listAliases,
  listGrants,
  listKeys,
  listResourceTags,
  listRetirableGrants,
  putKeyPolicy,
  retireGrant,
  revokeGrant,
  scheduleKeyDeletion,
  updateAlias,
  updateKeyDescription,
]

/** Keys of all accounts, and their use by Secrets Manager. */
export function createKms(world: World): Service & Keys {
  const state = new KmsState(world)
  const operations = OPERATIONS.map(make => make(state, world))
  return {
    definition: {
      id: 'kms',
      protocol: 'json-1.1',
      targetPrefix: 'TrentService',
      eventSource: 'kms.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    access: keyAccess(world, state),
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
  }
}
