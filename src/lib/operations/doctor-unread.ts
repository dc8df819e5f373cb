import type {SecretKey} from '../doctor/encryption.ts'
import {type Fact, type SecretFacts, valueOf, type VersionFacts} from '../doctor/facts.ts'
import type {UnreadReport} from './doctor-result.ts'

/** Facts that were needed and could not be read, each with its reason and the action that would allow it. */
export function unreadOf(facts: SecretFacts): readonly UnreadReport[] {
  const {pending, current, previous} = facts
  const named: readonly (readonly [string, Fact<unknown>])[] = [
    ['labels', facts.labels],
    ['events', facts.events],
    ['log', facts.log],
    ['function', facts.function],
    ...(facts.log.kind === 'known' && facts.log.value.alone !== undefined
      ? ([['secrets of the same function', facts.log.value.alone]] as const)
      : []),
    ...(facts.function.kind === 'known' && facts.function.value.kind === 'found'
      ? ([
          ['function policy', facts.invokePermission],
          ['function concurrency', facts.function.value.reservedConcurrency],
          ...(facts.function.value.roleExcess === undefined
            ? []
            : ([['role of the function', facts.function.value.roleExcess]] as const)),
        ] as const)
      : []),
    ...(facts.role === undefined ? [] : ([['access of the role', facts.role]] as const)),
    ...(facts.kmsKeys ?? []).flatMap(keyReadings),
    ...(facts.target === 'iam-key' ? ([['access keys', facts.keys]] as const) : []),
    ...(facts.apiKeys === undefined ? [] : ([['API keys', facts.apiKeys]] as const)),
    ...(valueOf(facts.keys)?.keys ?? []).flatMap(({accessKeyId, uses}) =>
      uses === undefined ? [] : [[`uses of key …${accessKeyId.slice(-4)}`, uses] as const],
    ),
    ...(facts.target === 'unnamed' ? [] : asked([pending, current, previous])),
    ...unreadValues([pending, current, previous]),
  ]
  const unread = named.flatMap(([fact, read]) =>
    read.kind === 'unknown' ? [{fact, reason: read.reason, action: read.action ?? null}] : [],
  )
  return unread.filter((one, index) => unread.findIndex(other => other.reason === one.reason) === index)
}

/** Of a key that can be used nobody has to know more. */
function keyReadings({id, state, use}: SecretKey): readonly (readonly [string, Fact<unknown>])[] {
  const found = valueOf(state)
  if (found === undefined || found.kind === 'gone') return [[`KMS key ${id}`, state]]
  return [
    ...(use === undefined ? [] : [[`use of KMS key ${id} by the role`, use] as const]),
    ...(found.cause === undefined ? [] : [[`who left KMS key ${id} unusable`, found.cause] as const]),
    ...(found.alsoKeeps === undefined ? [] : [[`secrets under KMS key ${id}`, found.alsoKeeps] as const]),
  ]
}

function asked(versions: readonly (VersionFacts | undefined)[]): readonly (readonly [string, Fact<unknown>])[] {
  return versions.flatMap(version =>
    version === undefined || version.value === 'empty' || version.spared === true
      ? []
      : [[`target about ${version.versionId}`, version.auth] as const],
  )
}

/** Values that were to be read and could not be; what nobody asked for is not missed. */
function unreadValues(versions: readonly (VersionFacts | undefined)[]): readonly (readonly [string, Fact<unknown>])[] {
  return versions.flatMap(version =>
    version?.valueUnread === undefined ? [] : [[`value of ${version.versionId}`, version.valueUnread] as const],
  )
}
