import {overlapOf} from '../rotation/overlap.ts'
import {type KeyFacts, type KeyInfo, type SecretFacts, valueOf} from './facts.ts'
import {inUseBecause} from './key-evidence.ts'
import type {Planned} from './plan.ts'
import {planned} from './plans.ts'
import type {Advice} from './rule.ts'

/** undefined while a labelled version's value was not read: then no key can be called unused. */
export function labelledKeyIds(facts: SecretFacts): readonly string[] | undefined {
  const labelled = [facts.pending, facts.current, facts.previous, ...facts.others].filter(
    version => version !== undefined && version.labels.length > 0 && version.value !== 'empty',
  )
  const ids = labelled.map(version => version?.accessKeyId)
  return ids.every(id => id !== undefined) ? ids : undefined
}

/** Takes a key that no labelled version holds out of use, once nobody has used it for the watch time; or why not yet. */
export function disable(facts: SecretFacts, keys: KeyFacts, spare: KeyInfo): Planned {
  const suffix = spare.accessKeyId.slice(-4)
  if (!spare.active)
    return {kind: 'refused', because: `…${suffix} is inactive already; deleting it has no undo and is printed only`}
  const inUse = inUseBecause(spare)
  if (inUse !== undefined) return {kind: 'refused', because: inUse}
  const quietSince = spare.lastUsedAt ?? spare.createdAt ?? facts.now
  if (facts.now - quietSince < unusedForMs(facts))
    return {
      kind: 'refused',
      because: `…${suffix} was used${spare.lastUsedService === undefined ? '' : ` (${spare.lastUsedService})`} or made too lately; last-used data may lag by hours`,
    }
  const status = {kind: 'key-status', userName: keys.userName, accessKeyId: spare.accessKeyId} as const
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'disable key',
      calls: [{...status, active: false}],
      hits: 'holders of the old value',
      undo: [{...status, active: true}],
      question: `Disable the access key …${suffix} of ${keys.userName}?`,
      allowSuffix: suffix,
    },
  )
}

/** Never less than the overlap, for which clients may have an old key in a cache. */
function unusedForMs({labels, options}: SecretFacts): number {
  const description = valueOf(labels)?.description
  return Math.max(options.unusedForMs, description === undefined ? 0 : overlapOf(description))
}

/** Of a key that is out of use already: how it is deleted, which has no way back. */
export function deletion({userName}: KeyFacts, {active, accessKeyId}: KeyInfo): readonly Advice[] {
  if (active) return []
  return [{service: 'iam', operation: 'DeleteAccessKey', input: {UserName: userName, AccessKeyId: accessKeyId}}]
}
