import {intervalOf} from '../../rotation/interval.ts'
import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'
import {shorterSchedule} from '../schedule-plan.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const intervalOffPolicy: Rule = {
  id: 'interval-off-policy',
  severity: 'medium',
  title: 'The schedule rotates less often than is wanted',
  topic: 'schedule',
  group: 'posture',
  fixClasses: ['ask'],
  tier: 'B',
  detects:
    'The interval of the schedule is longer than rotateEvery of the configuration file allows; without that it is not looked for.',
  repair: 'Sets the wanted interval and keeps the window where it fits, without rotating at once (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    const {wanted} = facts.options
    if (wanted === undefined || description?.rotationEnabled !== true) return []
    const {at} = decide(facts)
    if (at === 'deleted' || at === 'owned' || at === 'replica') return []
    const interval = intervalOf(description)
    if (interval === undefined || interval <= wanted.rotateEvery.ms) return []
    return [
      {
        message: `${apart(interval)}; wanted is ${wanted.rotateEvery.text} at most.`,
        planned: shorterSchedule(facts, wanted.rotateEvery.ms),
      },
    ]
  },
}

function apart(interval: number): string {
  if (!Number.isFinite(interval)) return 'Its rotations may be years apart'
  const [count, unit] = interval < 2 * DAY_MS ? [interval / HOUR_MS, 'hours'] : [interval / DAY_MS, 'days']
  return `Its rotations are up to ${Math.floor(count * 10) / 10} ${unit} apart`
}
