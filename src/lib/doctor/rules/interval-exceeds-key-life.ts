import {intervalOf} from '../../rotation/interval.ts'
import {pendingVersionOf} from '../../rotation/staging.ts'
import {listedKeys, stateOf} from '../api-keys.ts'
import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Advice, Rule} from '../rule.ts'

const DAY_MS = 86_400_000

export const intervalExceedsKeyLife: Rule = {
  id: 'interval-exceeds-key-life',
  severity: 'critical',
  title: 'The API keys of the secret live shorter than it takes to the next rotation',
  topic: 'schedule',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects:
    'The key in AWSCURRENT ends before the next rotation window does, and the life it was given is shorter than the interval: each rotation will leave consumers refused.',
  repair:
    'None here: appsync-key-expires-first extends the key (asks); the command that sets a shorter interval, without rotating at once, is printed.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html',
  check: facts => {
    const listed = listedKeys(facts)
    const key = listed === undefined ? undefined : stateOf(listed, facts.current)
    const description = valueOf(facts.labels)?.description
    const madeAt = facts.current?.createdAt
    if (key === undefined || key === 'gone' || description?.rotationEnabled !== true || madeAt === undefined) return []
    const {nextRotationAt = 0, staging} = description
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
        planned: {
          kind: 'refused',
          because: 'appsync-key-expires-first extends the key; a schedule is for its owner to choose',
        },
        // AWS refuses RotateSecret, schedule changes too, while AWSPENDING is on a version that is not current.
        advice: [
          'The next key ends as early, unless the rotator gives it a longer life.',
          ...(pendingVersionOf(staging) === undefined ? shorter(facts.arn, life) : []),
        ],
      },
    ]
  },
}

function inDays(ms: number): number {
  return Math.floor(ms / DAY_MS)
}

/** A day is left for the window; nothing is printed where no whole day remains. */
function shorter(arn: string, life: number): readonly Advice[] {
  const days = inDays(life - DAY_MS)
  return days < 1
    ? []
    : ['Or rotate before each key ends:', {secrot: ['enable', arn, '--every', `${days}d`, '--later']}]
}
