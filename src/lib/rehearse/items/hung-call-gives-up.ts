import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {hangs, type HangFacts} from '../scenarios/hang.ts'

export const hungCallGivesUp: Item = {
  id: 'hung-call-gives-up',
  class: 'time',
  severity: 'high',
  rule: "A reply that never comes ends in the handler's own error before Lambda kills it",
  hint: 'Client timeouts of a few seconds',
  kinds: 'any',
  cases: plan => hangs(plan).map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

function judge({hung, result}: HangFacts): CaseVerdict {
  if (result === undefined) return {verdict: 'skipped', reason: `${hung.step} was not reached`}
  if (result.end !== 'timed-out') return pass
  const {service, operation} = hung.seen
  return fail('the step ends by itself before its time limit', `it still waited for ${service}:${operation}`)
}
