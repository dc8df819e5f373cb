import {line} from '../evidence.ts'
import {valueOf} from '../facts.ts'
import {overlapOf} from '../../rotation/overlap.ts'
import type {Rule} from '../rule.ts'

export const iamOldKeyStillUsed: Rule = {
  id: 'iam-old-key-still-used',
  severity: 'high',
  title: 'The access key of AWSPREVIOUS was used after it had been replaced',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects:
    'Somebody has not taken the new key yet, and will be refused once the old one is retired. A use for sts may be no more than a question whether the key works; after the overlap it stops the retirement all the same.',
  repair: 'Bring that consumer to the new key before the next rotation; retire holds the old one until nobody uses it.',
  source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const {current, previous} = facts
    const key = keys?.keys.find(one => one.accessKeyId === previous?.accessKeyId)
    if (keys === undefined || key?.lastUsedAt === undefined || current?.createdAt === undefined || !key.active)
      return []
    // AWSCURRENT may have moved long after the value was written, at the last change of the secret at the latest.
    const description = valueOf(facts.labels)?.description
    const replacedAt = Math.max(current.createdAt, description?.lastChangedAt ?? 0)
    // Asking whether a key works is a use for sts like any other, whoever asks: it proves no consumer. A rotator counts it
    // all the same, from the end of the overlap on.
    const onlyAsked = key.lastUsedService === 'sts'
    const countsFrom = onlyAsked && description !== undefined ? replacedAt + overlapOf(description) : replacedAt
    if (key.lastUsedAt <= countsFrom) return []
    const name = `…${key.accessKeyId.slice(-4)}`
    const service = key.lastUsedService === undefined ? '' : ` for ${key.lastUsedService}`
    return [
      {
        message: onlyAsked
          ? `${name} of ${keys.userName}, which AWSPREVIOUS holds, was used for sts after its overlap: maybe only to ask whether it works, yet a rotator that retires only unused keys keeps it for that.`
          : `${name} of ${keys.userName}, which AWSPREVIOUS holds, is still used${service}.`,
        ...(onlyAsked ? {severity: 'medium' as const} : {}),
        evidence: [
          line(
            'used',
            {subject: name},
            [{text: `last, says IAM, which may lag by hours${service}:`, at: key.lastUsedAt}],
            {
              source: 'iam',
              at: keys.readAt,
            },
          ),
        ],
        advice: ['who it is:', {secrot: ['retire', facts.name, '--dry-run']}],
      },
    ]
  },
}
