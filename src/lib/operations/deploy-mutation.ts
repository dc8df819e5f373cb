import type {DeployChange} from '../deploy/changes.ts'
import {forgottenPermission, permissionChange, rotationChange} from './deploy-access-changes.ts'
import {codeChange, newFunction, settingsChange} from './deploy-function-changes.ts'
import {keyAlias, newKey} from './deploy-key-changes.ts'
import {newLogGroup, retentionChange} from './deploy-log-changes.ts'
import {endpointRule, newEndpoint, newEndpointGroup} from './deploy-network-changes.ts'
import {newIdentity} from './deploy-mail.ts'
import {newRole, rolePolicyChange} from './deploy-role-changes.ts'
import {newSecret, restoredChange, tagChange} from './deploy-secret-changes.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

/** A change of a deployment as it is shown, journaled and sent. */
export function deployMutation(stage: DeployStage, change: DeployChange): Mutation {
  switch (change.kind) {
    case 'mail-identity':
      return newIdentity(stage, change.address)
    case 'create-key':
      return newKey(stage, change.alias)
    case 'key-alias':
      return keyAlias(stage, change.alias)
    case 'create-secret':
      return newSecret(stage, change.secret)
    case 'tag-secret':
      return tagChange(stage, change)
    case 'create-log-group':
      return newLogGroup(stage)
    case 'log-retention':
      return retentionChange(stage, change.days)
    case 'create-role':
      return newRole(stage)
    case 'role-policy':
      return rolePolicyChange(stage)
    case 'endpoint-group':
      return newEndpointGroup(stage)
    case 'endpoint-rule':
      return endpointRule(stage)
    case 'endpoint':
      return newEndpoint(stage)
    case 'create-function':
      return newFunction(stage)
    case 'function-code':
      return codeChange(stage)
    case 'function-settings':
      return settingsChange(stage, change.settings)
    case 'forgotten-permission':
      return forgottenPermission(stage, change.statementId)
    case 'permission':
      return permissionChange(stage, change.secret)
    case 'rotation':
      return rotationChange(stage, change)
    case 'restored':
      return restoredChange(stage, change.secret)
    default:
      return change satisfies never
  }
}
