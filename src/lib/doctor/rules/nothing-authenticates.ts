import type {Decision} from '../decide.ts'
import {decided, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const nothingAuthenticates: Rule = {
  id: 'nothing-authenticates',
  severity: 'critical',
  title: 'No labelled version is accepted by the target',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects: 'The target was restored, changed by hand, or drifted by more than one version.',
  repair:
    'Promotes an older version that still works, else rotates where rotation needs no login (asks); else an operator sets the target.',
  source: 'https://github.com/square/password-rotation-lambda/pull/14',
  check: facts =>
    decided(facts, 'nothing-authenticates', message, {
      consumersDown: true,
      advice: [
        'set the target to the value of AWSCURRENT as its administrator: consumers then work at once',
        'or look for an older version that the target still takes: doctor asks the ten newest with --probe',
      ],
    }),
}

function message(decision: Decision): string {
  if (decision.verdict === 'finish')
    return `The target rejects every labelled version and takes ${idOf(decision.candidate)}, which has no label.`
  return 'The target rejects every labelled version.'
}
