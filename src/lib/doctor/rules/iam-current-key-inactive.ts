import {decide} from '../decide.ts'
import {idOf} from '../decided.ts'
import {valueOf} from '../facts.ts'
import {planned} from '../plans.ts'
import type {Rule} from '../rule.ts'

export const iamCurrentKeyInactive: Rule = {
  id: 'iam-current-key-inactive',
  severity: 'critical',
  title: 'The access key in AWSCURRENT is inactive',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'Consumers read a key that IAM refuses until it is active again.',
  repair: 'Asks why first: after a leak rotate instead; else makes the key active again (asks).',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const {current} = facts
    const key = keys?.keys.find(other => other.accessKeyId === current?.accessKeyId)
    if (keys === undefined || key === undefined || key.active) return []
    const status = {kind: 'key-status', userName: keys.userName, accessKeyId: key.accessKeyId} as const
    const finishes = decide(facts).finding === 'pending-live-current-dead'
    return [
      {
        message: `…${key.accessKeyId.slice(-4)}, the key in ${idOf(current?.versionId)}, is inactive: consumers are refused.`,
        consumersDown: true,
        // The pending version works: finishing with it is the repair, and the old key stays off.
        planned: finishes
          ? {kind: 'refused', because: 'the pending key works: pending-live-current-dead repairs it'}
          : planned(
              facts,
              {fixClass: 'ask'},
              {
                name: 'revive key',
                calls: [{...status, active: true}],
                hits: 'new readers',
                undo: [{...status, active: false}],
                question: `Make the access key …${key.accessKeyId.slice(-4)} of ${keys.userName} active again (after a leak rotate instead)?`,
              },
            ),
      },
    ]
  },
}
