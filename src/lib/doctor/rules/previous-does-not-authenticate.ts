import {evidenceOf} from '../evidence.ts'
import {authOf} from '../pending-state.ts'
import {idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const previousDoesNotAuthenticate: Rule = {
  id: 'previous-does-not-authenticate',
  severity: 'high',
  title: 'Rollback is an illusion: the target rejects AWSPREVIOUS',
  topic: 'labels',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'The target takes AWSCURRENT and rejects AWSPREVIOUS: the old credential died with the rotation.',
  repair: 'None here: a rotator that keeps the old credential for an overlap makes rollback real.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html',
  check: facts => {
    if (authOf(facts.current) !== 'yes' || authOf(facts.previous) !== 'no') return []
    const previous = idOf(facts.previous?.versionId)
    return [
      {
        message: `The target rejects ${previous}: going back to it would refuse consumers.`,
        evidence: evidenceOf(facts),
      },
    ]
  },
}
