import {decided, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const pendingCopiesCurrent: Rule = {
  id: 'pending-copies-current',
  severity: 'high',
  title: 'AWSPENDING is on a copy of AWSCURRENT',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'The pending value equals the current one: left by a schedule test, or copied by hand.',
  repair: 'Takes AWSPENDING off (automatic), then offers a new rotation (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html',
  check: facts =>
    decided(
      facts,
      'pending-copies-current',
      () =>
        `${idOf(facts.pending?.versionId)} holds the same value as AWSCURRENT; AWS refuses RotateSecret while it has AWSPENDING.`,
    ),
}
