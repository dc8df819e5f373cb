import {intervalMs, parseSchedule} from '../../rotation/schedule.ts'
import {decide} from '../decide.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {rotate} from '../plans.ts'
import type {Rule} from '../rule.ts'

const DAY_MS = 86_400_000

export const rotationOverdue: Rule = {
  id: 'rotation-overdue',
  severity: 'high',
  title: 'The next rotation is past and the value is older than its interval',
  topic: 'schedule',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'NextRotationDate is over and the value in use is older than the interval.',
  repair: 'Everything else first, then a rotation (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    const age = ageOfCurrent(facts)
    if (description?.rotationEnabled !== true || age === undefined) return []
    const next = description.nextRotationAt
    const schedule = parseSchedule(description.rotationRules ?? {})
    if (next === undefined || next >= facts.now || schedule.kind === 'refused' || age <= intervalMs(schedule)) return []
    const settled = decide(facts).verdict === 'settled'
    return [
      {
        message: `The value in use is ${Math.floor(age / DAY_MS)} days old, and its rotation window has passed.`,
        planned: settled ? rotate(facts) : {kind: 'refused', because: 'the other findings come first'},
        hasCause: true,
      },
    ]
  },
}

function ageOfCurrent(facts: SecretFacts): number | undefined {
  const createdAt = facts.current?.createdAt
  return createdAt === undefined ? undefined : facts.now - createdAt
}
