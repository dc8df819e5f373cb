import {earliestEnd, listedKeys, stateOf, wantedEnd} from '../api-keys.ts'
import {valueOf} from '../facts.ts'
import {planned} from '../plans.ts'
import type {Rule} from '../rule.ts'

const DAY_MS = 86_400_000
/** Without a next date: so long before its end it is said. */
const SOON_MS = 7 * DAY_MS

export const appsyncKeyExpiresFirst: Rule = {
  id: 'appsync-key-expires-first',
  severity: 'high',
  title: 'The API key in AWSCURRENT expires before the next rotation',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'Consumers will be refused from its end until a rotation has made a new key.',
  repair: 'Lets it live past the next rotation (asks). A rotator with the default lifetime brings this back in 7 days.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateApiKey.html',
  check: facts => {
    const found = listedKeys(facts)
    const key = found === undefined ? undefined : stateOf(found, facts.current)
    if (found === undefined || key === undefined || key === 'gone' || key.expiresAt <= facts.now) return []
    const {rotationEnabled, nextRotationAt} = valueOf(facts.labels)?.description ?? {}
    const next = rotationEnabled === true ? nextRotationAt : undefined
    if (key.expiresAt >= (next ?? facts.now + SOON_MS)) return []
    const {name, expiresAt} = key
    const call = {kind: 'api-key-expiry', apiId: found.apiId, key: name} as const
    const until = wantedEnd(facts)
    const before =
      next === undefined ? 'and no rotation is due' : `before the next rotation by ${new Date(next).toISOString()}`
    return [
      {
        message: `…${name.last4}, the key in AWSCURRENT, ends ${new Date(expiresAt).toISOString()}, ${before}.`,
        planned: planned(
          facts,
          {fixClass: 'ask'},
          {
            name: 'extend key',
            calls: [{...call, expiresAt: until, was: expiresAt}],
            hits: 'nobody',
            undo: [{...call, expiresAt: Math.max(expiresAt, earliestEnd(facts.now))}],
            question: `Let the API key …${name.last4} live until ${new Date(until).toISOString()}?`,
          },
        ),
      },
    ]
  },
}
