import {decided, idOf} from '../decided.ts'
import type {SecretFacts} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const rotationStateUnreadable: Rule = {
  id: 'rotation-state-unreadable',
  severity: 'high',
  title: 'Nobody can tell whether a rotation step runs',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'AWSPENDING is left over, and neither events nor log say whether a step still runs.',
  repair:
    'None: allow the reading, wait, or say it with --attest idle. A repair under a live step would make an orphan.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html',
  check: facts =>
    decided(
      facts,
      'rotation-state-unreadable',
      () => `AWSPENDING is on ${idOf(facts.pending?.versionId)}, and ${facts.running.why}.`,
      {advice: ways(facts)},
    ),
}

function ways(facts: SecretFacts): readonly string[] {
  const allow = facts.running.actions.length === 0 ? [] : [`allow ${facts.running.actions.join(' and ')}`]
  return [...allow, 'or wait; or, if you know that no step runs: --attest idle']
}
