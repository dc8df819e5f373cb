import {intervalOf} from '../../rotation/interval.ts'
import {listedKeys, stateOf} from '../api-keys.ts'
import {decide} from '../decide.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import type {Rule} from '../rule.ts'
import {shorterSchedule} from '../schedule-plan.ts'

const DAY_MS = 86_400_000

export const intervalExceedsKeyLife: Rule = {
  id: 'interval-exceeds-key-life',
  severity: 'critical',
  title: 'The API keys of the secret live shorter than it takes to the next rotation',
  topic: 'schedule',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects:
    'The key in AWSCURRENT ends before the next rotation window does, and the life it was given is shorter than the interval: each rotation will leave consumers refused.',
  repair:
    'Sets an interval that leaves a day for the window, without rotating at once (asks). Where no whole day is left, appsync-key-expires-first extends the key.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html',
  check: facts => {
    const listed = listedKeys(facts)
    const key = listed === undefined ? undefined : stateOf(listed, facts.current)
    const description = valueOf(facts.labels)?.description
    const madeAt = facts.current?.createdAt
    if (key === undefined || key === 'gone' || description?.rotationEnabled !== true || madeAt === undefined) return []
    const {nextRotationAt = 0} = description
    const interval = intervalOf(description)
    const life = key.expiresAt - madeAt
    const {at} = decide(facts)
    if (at === 'deleted' || at === 'owned' || at === 'replica') return []
    if (interval === undefined || life >= interval || key.expiresAt <= facts.now || key.expiresAt >= nextRotationAt)
      return []
    return [
      {
        message: `…${key.name.last4}, the key in AWSCURRENT, was given ${inDays(life)} days of life, and rotations are up to ${inDays(interval)} days apart.`,
        isCause: true,
        planned: shorter(facts, life),
        advice: ['The next key ends as early, unless the rotator gives it a longer life.'],
      },
    ]
  },
}

function inDays(ms: number): number {
  return Math.floor(ms / DAY_MS)
}

function shorter(facts: SecretFacts, life: number): Planned {
  const days = inDays(life - DAY_MS)
  return days < 1
    ? {
        kind: 'refused',
        because: 'its life leaves no whole day between two rotations; appsync-key-expires-first extends it',
      }
    : shorterSchedule(facts, days * DAY_MS)
}
