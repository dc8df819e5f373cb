import type {Call} from '../../kernel.ts'
import {seenVersions, unordered} from './describe.ts'
import {hasValue, type Secret, type SecretVersion} from './entities.ts'
import {invalidRequest, labelNotFound, versionNotFound} from './errors.ts'
import {CURRENT, holderOf, labelled, versionOf} from './labels.ts'
import type {Manager} from './manager.ts'
import {seconds, withoutAbsent} from './operation.ts'
import {midnightOf} from './schedule/calendar.ts'
import {needKey} from './encryption.ts'

export interface WantedVersion {
  readonly versionId?: string | undefined
  readonly stage?: string | undefined
}

/** A value on the wire, noted as read today. Neither an id nor a label means AWSCURRENT. Throws as GetSecretValue does. */
export function readValue(
  manager: Manager,
  call: Call,
  secret: Secret,
  wanted: WantedVersion,
): Readonly<Record<string, unknown>> {
  const seen = seenVersions(secret, call)
  const version = wantedVersion(manager.world.switches.deprecatedReadable ? seen : labelled(seen), wanted)
  needKey(manager.world, call, {secret, keyId: version.kmsKeyId, use: 'decrypt', versionId: version.id})
  noteAccess(manager, secret, version.id)
  return withoutAbsent({
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.text,
    SecretBinary: version.binary,
    VersionStages: version.labels.length === 0 ? undefined : unordered(manager.world, version.labels),
    CreatedDate: seconds(version.createdAt),
  })
}

/** An empty pending version is not found: by id if one was given, else by label. */
function wantedVersion(versions: readonly SecretVersion[], {versionId, stage}: WantedVersion): SecretVersion {
  if (versionId === undefined) {
    const holder = holderOf(versions, stage ?? CURRENT)
    if (holder === undefined || !hasValue(holder)) throw labelNotFound(stage ?? CURRENT)
    return holder
  }
  const version = versionOf(versions, versionId)
  if (version === undefined || !hasValue(version)) throw versionNotFound(versionId)
  if (stage !== undefined && !version.labels.includes(stage)) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.')
  }
  return version
}

/** AWS remembers the day only, and shows it as midnight UTC. */
function noteAccess({world, store}: Manager, secret: Secret, versionId: string): void {
  const today = midnightOf(world.clock.now())
  const version = versionOf(secret.versions, versionId)
  if (secret.accessedAt === today && version?.accessedAt === today) return
  const versions = secret.versions.map(known => (known === version ? {...known, accessedAt: today} : known))
  store.touch({...secret, versions, accessedAt: today})
}
