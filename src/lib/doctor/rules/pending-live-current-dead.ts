import {decided, storyOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const pendingLiveCurrentDead: Rule = {
  id: 'pending-live-current-dead',
  severity: 'critical',
  title: 'Consumers are refused; the working value waits in AWSPENDING',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'The target takes the pending value and rejects the one that consumers read.',
  repair: 'Moves AWSCURRENT to the pending version (asks), proves it at the target, then takes AWSPENDING off.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
  check: facts =>
    decided(facts, 'pending-live-current-dead', () => `${storyOf(facts)}; AWSCURRENT was never moved.`, {
      consumersDown: true,
      hitsNote: 'they get the value that works',
    }),
}
