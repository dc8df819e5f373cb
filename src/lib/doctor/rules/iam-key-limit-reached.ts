import {valueOf} from '../facts.ts'
import {useEvidence} from '../key-evidence.ts'
import type {Rule} from '../rule.ts'
import {KEY_LIMIT} from '../key-limit.ts'
import {deletion, disable, labelledKeyIds} from '../spare-key.ts'

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
        advice: deletion(keys, spare),
      },
    ]
  },
}
