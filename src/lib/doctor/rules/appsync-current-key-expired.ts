import {decide} from '../decide.ts'
import {earliestEnd, listedKeys, stateOf, wantedEnd} from '../api-keys.ts'
import {planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'
import type {ApiKeyState, SecretFacts} from '../facts.ts'

export const appsyncCurrentKeyExpired: Rule = {
  id: 'appsync-current-key-expired',
  severity: 'critical',
  title: 'The API key in AWSCURRENT has expired',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'Consumers read a key that the API refuses. AppSync keeps it for 60 days, in which it can be revived.',
  repair: 'Lets it live past the next rotation (asks). A rotator with the default lifetime brings this back in 7 days.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html',
  check: facts => {
    const found = listedKeys(facts)
    if (found === undefined) return []
    const {apiId, keys} = found
    const key = stateOf(found, facts.current)
    if (key === undefined)
      return keys.length > 0 && keys.every(one => one.expiresAt <= facts.now) ? [allExpired(apiId)] : []
    return key === 'gone' || key.expiresAt > facts.now ? [] : [revivable(facts, apiId, key)]
  },
}

/** Known without any value. */
function allExpired(apiId: string): FindingDraft {
  return {
    message: `Every key of API ${apiId} has expired: consumers are refused.`,
    consumersDown: true,
    planned: {kind: 'refused', because: 'which of them AWSCURRENT holds is in its value: --read-values'},
  }
}

function revivable(facts: SecretFacts, apiId: string, {name, expiresAt}: ApiKeyState): FindingDraft {
  const call = {kind: 'api-key-expiry', apiId, key: name} as const
  const until = wantedEnd(facts)
  const finishes = decide(facts).finding === 'pending-live-current-dead'
  return {
    message: `…${name.last4}, the key in AWSCURRENT, ended ${new Date(expiresAt).toISOString()}: consumers are refused.`,
    consumersDown: true,
    // The pending version works: finishing with it is the repair, and the old key stays ended.
    planned: finishes
      ? {kind: 'refused', because: 'the pending key works: pending-live-current-dead repairs it'}
      : planned(
          facts,
          {fixClass: 'ask'},
          {
            name: 'extend key',
            calls: [{...call, expiresAt: until, was: expiresAt}],
            hits: 'new readers',
            undo: [{...call, expiresAt: earliestEnd(facts.now)}],
            question: `Let the API key …${name.last4} live until ${new Date(until).toISOString()} (after a leak rotate instead)?`,
          },
        ),
  }
}
