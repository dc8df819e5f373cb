import type {Call, World} from '../../kernel.ts'
import {arnInRegion} from './arn.ts'
import type {Secret, SecretVersion} from './entities.ts'
import {labelled} from './labels.ts'
import {seconds, withoutAbsent} from './operation.ts'
import {shuffle} from './password.ts'
import type {SecretStore} from './store.ts'

/** The versions as this read sees them: a fault may show the labels as they stood before their last move. */
export function seenVersions(secret: Secret, call: Call): readonly SecretVersion[] {
  return call.staleLabels === true ? (secret.staleVersions ?? secret.versions) : secret.versions
}

/** A list whose order AWS does not promise: as it is kept, or shuffled where the sandbox is told to be strict. */
export function unordered<Item>(world: World, items: readonly Item[]): readonly Item[] {
  return world.switches.shuffleLists ? shuffle(world, items) : items
}

/** Labels by version id; absent when no version has a label. */
export function stagesByVersion(world: World, versions: readonly SecretVersion[]): unknown {
  const shown = unordered(world, labelled(versions))
  if (shown.length === 0) return undefined
  return Object.fromEntries(shown.map(version => [version.id, unordered(world, version.labels)]))
}

/** The members that DescribeSecret and the entries of ListSecrets share. */
export function sharedMembers(secret: Secret): Readonly<Record<string, unknown>> {
  const {rotation} = secret
  return {
    ARN: secret.arn,
    Name: secret.name,
    Type: secret.type,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.functionArn,
    RotationRules: rotation?.rules,
    ExternalSecretRotationMetadata: rotation?.externalMetadata,
    ExternalSecretRotationRoleArn: rotation?.externalRoleArn,
    LastRotatedDate: seconds(secret.rotatedAt),
    LastChangedDate: seconds(secret.changedAt),
    LastAccessedDate: seconds(secret.accessedAt),
    DeletedDate: seconds(secret.deletion?.at),
    NextRotationDate: rotation?.enabled === true ? seconds(rotation.nextRotationAt) : undefined,
    Tags: secret.tags,
    OwningService: secret.owningService,
    CreatedDate: seconds(secret.createdAt),
    PrimaryRegion: secret.primaryRegion,
  }
}

/** `ReplicationStatus` of a primary; absent when it was never replicated. */
export function replicationStatus(store: SecretStore, secret: Secret): unknown {
  return secret.replicas?.map(replica =>
    withoutAbsent({
      Region: replica.region,
      KmsKeyId: replica.kmsKeyId,
      Status: replica.status,
      StatusMessage: replica.message,
      LastAccessedDate: seconds(store.byArn(arnInRegion(secret.arn, replica.region))?.accessedAt),
    }),
  )
}
