import {lackOf, powersOf} from '../../rehearse/record.ts'
import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import {loginOrder, sentences} from '../login-order.ts'
import type {Rule} from '../rule.ts'

export const handlerNotRehearsed: Rule = {
  id: 'handler-not-rehearsed',
  severity: 'medium',
  title: 'Nothing says what the function does when a call fails',
  topic: 'function',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'B',
  detects:
    'No record of a rehearsal that ended conformant or usable is kept here for this code, handler name, runtime, layers and names of variables.',
  repair: 'None here: secrot rehearse is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts => {
    const found = valueOf(facts.function)
    // A record that cannot be read may be a good one.
    if (found?.kind !== 'found' || found.rehearsal.kind === 'unread' || powersOf(found.rehearsal).resume) return []
    // Nobody rotates it from here: its service, another region, or no one any more.
    const {at} = decide(facts)
    if (at === 'owned' || at === 'replica' || at === 'deleted') return []
    const {arn, name} = found.configuration
    return [
      {
        message: sentences(`${lackOf(found.rehearsal, name)}.`, loginOrder(facts)),
        resource: arn,
        advice: [{secrot: ['rehearse', '--function', arn]}],
      },
    ]
  },
}
