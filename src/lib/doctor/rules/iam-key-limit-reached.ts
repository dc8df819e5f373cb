import {type KeyFacts, type KeyInfo, type SecretFacts, valueOf} from '../facts.ts'
import {inUseBecause, useEvidence} from '../key-evidence.ts'
import type {Planned} from '../plan.ts'
import {planned} from '../plans.ts'
import type {Rule} from '../rule.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: two, inactive ones included. */
const KEY_LIMIT = 2

export const iamKeyLimitReached: Rule = {
  id: 'iam-key-limit-reached',
  severity: 'critical',
  title: 'The IAM user has two access keys, one of them in no labelled version',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'The next rotation cannot make a key. The keys of AWSCURRENT and AWSPREVIOUS alone are the healthy state.',
  repair:
    'Shows who used the key, by IAM and by the trail of the last hours; disables one that no labelled version holds and nobody used for two weeks (asks, named by its last four characters).',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const labelled = labelledKeyIds(facts)
    if (keys === undefined || labelled === undefined || keys.keys.length < KEY_LIMIT) return []
    const spare = keys.keys.find(key => !labelled.includes(key.accessKeyId))
    if (spare === undefined) return []
    return [
      {
        message: `${keys.userName} has ${keys.keys.length} keys, and …${spare.accessKeyId.slice(-4)} is in no labelled version.`,
        planned: disable(facts, keys, spare),
        evidence: spare.active ? useEvidence(facts, spare) : [],
        isCause: true,
        resource: `user ${keys.userName}`,
        advice: spare.active
          ? []
          : [
              {
                service: 'iam',
                operation: 'DeleteAccessKey',
                input: {UserName: keys.userName, AccessKeyId: spare.accessKeyId},
              },
            ],
      },
    ]
  },
}

/** undefined while a labelled version's value was not read: then no key can be called unused. */
function labelledKeyIds(facts: SecretFacts): readonly string[] | undefined {
  const labelled = [facts.pending, facts.current, facts.previous, ...facts.others].filter(
    version => version !== undefined && version.labels.length > 0 && version.value !== 'empty',
  )
  const ids = labelled.map(version => version?.accessKeyId)
  return ids.every(id => id !== undefined) ? ids : undefined
}

function disable(facts: SecretFacts, keys: KeyFacts, spare: KeyInfo): Planned {
  const suffix = spare.accessKeyId.slice(-4)
  if (!spare.active)
    return {kind: 'refused', because: `…${suffix} is inactive already; deleting it has no undo and is printed only`}
  const inUse = inUseBecause(spare)
  if (inUse !== undefined) return {kind: 'refused', because: inUse}
  const quietSince = spare.lastUsedAt ?? spare.createdAt ?? facts.now
  if (facts.now - quietSince < facts.options.unusedForMs)
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
