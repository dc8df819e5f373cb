/** Secrets Manager: aws-behaviour.md sections 2 and 3. */
import type {OperationDefinition, Service, ServiceDefinition, World} from '../../kernel.ts'
import {Deletions} from './deletion.ts'
import type {SecretVersion} from './entities.ts'
import type {Manager} from './manager.ts'
import {batchGetSecretValue} from './operations/batch-get-secret-value.ts'
import {cancelRotateSecret} from './operations/cancel-rotate-secret.ts'
import {createSecret} from './operations/create-secret.ts'
import {deleteResourcePolicy} from './operations/delete-resource-policy.ts'
import {deleteSecret} from './operations/delete-secret.ts'
import {describeSecret} from './operations/describe-secret.ts'
import {getRandomPassword} from './operations/get-random-password.ts'
import {getResourcePolicy} from './operations/get-resource-policy.ts'
import {getSecretValue} from './operations/get-secret-value.ts'
import {listSecretVersionIds} from './operations/list-secret-version-ids.ts'
import {listSecrets} from './operations/list-secrets.ts'
import {putResourcePolicy} from './operations/put-resource-policy.ts'
import {putSecretValue} from './operations/put-secret-value.ts'
import {removeRegionsFromReplication} from './operations/remove-regions-from-replication.ts'
import {replicateSecretToRegions} from './operations/replicate-secret-to-regions.ts'
import {restoreSecret} from './operations/restore-secret.ts'
import {rotateSecret} from './operations/rotate-secret.ts'
import {stopReplicationToReplica} from './operations/stop-replication-to-replica.ts'
import {tagResource} from './operations/tag-resource.ts'
import {untagResource} from './operations/untag-resource.ts'
import {updateSecret} from './operations/update-secret.ts'
import {updateSecretVersionStage} from './operations/update-secret-version-stage.ts'
import {validateResourcePolicy} from './operations/validate-resource-policy.ts'
import {Replication} from './replication.ts'
import {stepsByHand, type StepsByHand} from './rotation/by-hand.ts'
import {RotationEngine} from './rotation/engine.ts'
import {RotationWindows} from './rotation/windows.ts'
import {seedServiceOwnedSecret, type ServiceOwnedSeed} from './seed.ts'
import {SecretStore} from './store.ts'

export interface SecretsManager extends Service {
  /** A secret as an AWS service makes one for itself, which no API can. Answers its ARN. */
  seedServiceOwnedSecret(seed: ServiceOwnedSeed): string
  /** From now on the service starts nothing in the secret's windows, as no API can ask for. Throws where rotation was never on. */
  missWindows(secretArn: string): void
  /** What is stored, values included, without a call: for checkers. Nothing for a secret that does not exist. */
  storedVersions(secretArn: string): readonly SecretVersion[]
  /**
   * Replaces the text of a stored version, as no API can: versions never change. undefined: it has no value, as before the
   * first one was put. For checkers of what reads it.
   */
  spoil(secretArn: string, versionId: string, text: string | undefined): void
  /** Rotations whose steps somebody else runs. */
  readonly steps: StepsByHand
}

const OPERATIONS: readonly ((manager: Manager) => OperationDefinition)[] = [
  batchGetSecretValue,
  cancelRotateSecret,
  createSecret,
  deleteResourcePolicy,
  deleteSecret,
  describeSecret,
  getRandomPassword,
  getResourcePolicy,
  getSecretValue,
  listSecretVersionIds,
  listSecrets,
  putResourcePolicy,
  putSecretValue,
  removeRegionsFromReplication,
  replicateSecretToRegions,
  restoreSecret,
  rotateSecret,
  stopReplicationToReplica,
  tagResource,
  untagResource,
  updateSecret,
  updateSecretVersionStage,
  validateResourcePolicy,
]

/** Secrets Manager of all accounts and regions. */
export function createSecretsManager(world: World): SecretsManager {
  const store = new SecretStore(world)
  const engine = new RotationEngine(world, store)
  const windows = new RotationWindows(world, store, engine)
  const deletions = new Deletions(world, store, engine)
  const manager: Manager = {world, store, engine, deletions, replication: new Replication(world, store, deletions)}
  return {
    definition: definitionOf(manager),
    seedServiceOwnedSecret: seed => seedServiceOwnedSecret(manager, seed),
    missWindows: secretArn => windows.miss(secretArn),
    steps: stepsByHand(engine, store),
    takeUp: waiting => engine.takeUp(waiting),
    storedVersions: secretArn => store.byArn(secretArn)?.versions ?? [],
    spoil(secretArn, versionId, text) {
      const secret = store.byArn(secretArn)
      if (secret === undefined) return
      const spoiled = secret.versions.map(version => {
        if (version.id !== versionId) return version
        const {text: _, ...empty} = version
        return text === undefined ? empty : {...version, text}
      })
      store.touch({...secret, versions: spoiled})
    },
    present: () => ({store: store.present(), rotations: engine.rotations.snapshot()}),
    snapshot: () => ({store: store.snapshot(), rotations: engine.rotations.snapshot()}),
    restore(snapshot) {
      const saved = snapshot as {store: unknown; rotations: unknown}
      store.restore(saved.store)
      engine.rotations.restore(saved.rotations)
    },
  }
}

function definitionOf(manager: Manager): ServiceDefinition {
  const operations = OPERATIONS.map(make => make(manager))
  return {
    id: 'secretsmanager',
    protocol: 'json-1.1',
    targetPrefix: 'secretsmanager',
    eventSource: 'secretsmanager.amazonaws.com',
    // The raw key of these two, which the model does not have, is not recorded.
    messageKey: code =>
      manager.world.switches.smallMessageKey && /^(AccessDenied|Validation)Exception$/.test(code)
        ? 'message'
        : 'Message',
    operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
  }
}
