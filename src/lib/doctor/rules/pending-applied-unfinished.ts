import {decided, failureWords, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const pendingAppliedUnfinished: Rule = {
  id: 'pending-applied-unfinished',
  severity: 'critical',
  title: 'The new value works and finishSecret is missing',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'The target takes the pending value, and AWSCURRENT was never moved to it.',
  repair: 'Lets the function test and finish with the same token (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts =>
    decided(facts, 'pending-applied-unfinished', () => {
      const why = failureWords(facts)
      const works = `The target takes ${idOf(facts.pending?.versionId)}, and AWSCURRENT was never moved to it`
      return why === undefined ? `${works}.` : `${works}; ${why}.`
    }),
}
