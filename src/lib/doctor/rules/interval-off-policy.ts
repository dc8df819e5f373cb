import {intervalOf} from '../../rotation/interval.ts'
import {parseSchedule} from '../../rotation/schedule.ts'
import type {SecretDescription} from '../../rotation/secret.ts'
import {pendingVersionOf} from '../../rotation/staging.ts'
import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Period} from '../wanted-rotation.ts'
import type {Rule, SecrotCommand} from '../rule.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const intervalOffPolicy: Rule = {
  id: 'interval-off-policy',
  severity: 'medium',
  title: 'The schedule rotates less often than is wanted',
  topic: 'schedule',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'B',
  detects:
    'The interval of the schedule is longer than rotateEvery of the configuration file allows; without that it is not looked for.',
  repair: 'None: the command that sets the wanted interval, without rotating at once, is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    const {wanted} = facts.options
    if (wanted === undefined || description?.rotationEnabled !== true) return []
    const {at} = decide(facts)
    if (at === 'deleted' || at === 'owned' || at === 'replica') return []
    const interval = intervalOf(description)
    if (interval === undefined || interval <= wanted.rotateEvery.ms) return []
    const message = `${apart(interval)}; wanted is ${wanted.rotateEvery.text} at most.`
    // AWS refuses RotateSecret, schedule changes too, while AWSPENDING is on a version that is not current.
    if (pendingVersionOf(description.staging) !== undefined)
      return [
        {
          message,
          planned: {kind: 'refused', because: 'AWS takes no new schedule while AWSPENDING waits: repair it first'},
        },
      ]
    return [{message, advice: [command(description, wanted.rotateEvery)]}]
  },
}

function apart(interval: number): string {
  if (!Number.isFinite(interval)) return 'Its rotations may be years apart'
  const [count, unit] = interval < 2 * DAY_MS ? [interval / HOUR_MS, 'hours'] : [interval / DAY_MS, 'days']
  return `Its rotations are up to ${Math.floor(count * 10) / 10} ${unit} apart`
}

/** The window stays as it is, where the new interval leaves room for it. */
function command({arn, rotationRules}: SecretDescription, {text, ms}: Period): SecrotCommand {
  const set = ['enable', arn, '--every', text, '--later']
  const duration = rotationRules?.duration
  if (duration === undefined) return {secrot: set}
  const rules = text.endsWith('d')
    ? {automaticallyAfterDays: ms / DAY_MS, duration}
    : {scheduleExpression: `rate(${ms / HOUR_MS} hours)`, duration}
  return {secrot: parseSchedule(rules).kind === 'schedule' ? [...set, '--window', duration] : set}
}
