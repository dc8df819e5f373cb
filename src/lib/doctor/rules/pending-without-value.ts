import {decided, failureWords, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const pendingWithoutValue: Rule = {
  id: 'pending-without-value',
  severity: 'critical',
  title: 'AWSPENDING is on a version that never got a value',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'createSecret never stored a value, and AWS refuses RotateSecret while the label stays.',
  repair: 'Takes AWSPENDING off (automatic), then offers a new rotation (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html',
  check: facts =>
    decided(facts, 'pending-without-value', () => {
      const why = failureWords(facts)
      const stopped = `createSecret stopped before it stored a value in ${idOf(facts.pending?.versionId)}`
      return why === undefined ? `${stopped}.` : `${stopped}; ${why}.`
    }),
}
