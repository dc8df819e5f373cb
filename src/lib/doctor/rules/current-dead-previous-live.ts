import {decided, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const currentDeadPreviousLive: Rule = {
  id: 'current-dead-previous-live',
  severity: 'critical',
  title: 'Consumers are refused; the previous value still works',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'The target rejects AWSCURRENT and takes AWSPREVIOUS, with or without a pending version.',
  repair: 'Moves AWSCURRENT back to the previous version (asks) and proves it at the target.',
  source: 'https://github.com/square/password-rotation-lambda/pull/14',
  check: facts =>
    decided(
      facts,
      'current-dead-previous-live',
      () => `The target rejects AWSCURRENT and takes ${idOf(facts.previous?.versionId)}, which is AWSPREVIOUS.`,
      {consumersDown: true, hitsNote: 'they get the value that works'},
    ),
}
