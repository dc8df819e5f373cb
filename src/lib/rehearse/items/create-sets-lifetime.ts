import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {lifetimes, type LifetimeFacts} from '../scenarios/lifetime.ts'

export const createSetsLifetime: Item = {
  id: 'create-sets-lifetime',
  class: 'createSecret',
  severity: 'critical',
  rule: "The new key outlives the period plus the overlap, within the provider's bounds",
  hint: 'Set expires; it is rounded down to the hour; default is 7 days',
  kinds: ['add'],
  provider: 'appsync',
  needsModel: true,
  cases: () => lifetimes.map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

const HOUR_MS = 60 * 60 * 1000

function judge({days, ahead, result, life}: LifetimeFacts): CaseVerdict {
  const clock = ahead ? ', with a clock that is a minute ahead' : ''
  const often = `${days === 1 ? 'every day' : `every ${days} days`}${clock}`
  if (!result.ok) return fail(`createSecret succeeds where the secret is rotated ${often}`, 'it failed')
  if (life === undefined) return {verdict: 'skipped', reason: 'createSecret made no key that ends by itself'}
  if (life.ms >= life.neededMs) return pass
  const [is, needed] = [life.ms, life.neededMs].map(ms => Math.floor(ms / HOUR_MS))
  return fail(`a key of a secret that is rotated ${often} lives for ${needed} hours`, `it ends after ${is}`)
}
