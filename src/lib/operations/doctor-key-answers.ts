import {type Auth, type Fact, known, type KeyFacts, valueOf} from '../doctor/facts.ts'
import type {AccessKeyValue} from '../probes/iam-key.ts'
import type {Version} from '../rotation/secret.ts'
import type {Roles} from './doctor-roles.ts'

/** Why nobody asked with a key that nothing depends on. */
export const SPARED = 'not asked, since asking is a use of its key'

export interface ByList {
  /** Versions whose key the list calls inactive: nobody has to ask with it. */
  readonly answers: ReadonlyMap<string, Fact<Auth>>
  /** AWSPREVIOUS, where its key is active and is not AWSCURRENT's: asking would be a use of it. */
  readonly sparing?: string
}

/** What the list of the user's keys tells without a request that is signed with one of them. */
export function byKeyList(
  list: Fact<KeyFacts>,
  keys: ReadonlyMap<string, AccessKeyValue>,
  {current, previous}: Pick<Roles, 'current' | 'previous'>,
): ByList {
  const found = valueOf(list)
  if (found === undefined) return {answers: new Map()}
  const listed = (versionId: string | undefined) => {
    const id = versionId === undefined ? undefined : keys.get(versionId)?.accessKeyId
    return found.keys.find(key => key.accessKeyId === id)
  }
  const on = {text: 'ListAccessKeys: inactive', source: 'iam', at: found.readAt} as const
  const inactive = [...keys.keys()].filter(versionId => listed(versionId)?.active === false)
  const old = listed(previous?.versionId)
  const mayBeSpared = old?.active === true && old.accessKeyId !== listed(current?.versionId)?.accessKeyId
  return {
    answers: new Map(inactive.map(versionId => [versionId, known<Auth>('no', on)])),
    ...(mayBeSpared && previous !== undefined ? {sparing: previous.versionId} : {}),
  }
}

export function isTaken(version: Version | undefined, auth: ReadonlyMap<string, Fact<Auth>>): boolean {
  const fact = version === undefined ? undefined : auth.get(version.versionId)
  return fact?.kind === 'known' && fact.value === 'yes'
}
