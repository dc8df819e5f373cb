import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {calledIn, changeIn} from '../refusals.ts'
import {again, type AgainFacts, type AgainRound} from '../scenarios/again.ts'
import {differenceOf} from '../scenarios/state.ts'
import {notReached} from '../skips.ts'

export const currentTokenAccepted: Item = {
  id: 'current-token-accepted',
  class: 'event and token',
  severity: 'critical',
  rule: 'With a token that is AWSCURRENT every step succeeds and changes nothing',
  hint: 'Return early when the token is current',
  kinds: 'any',
  cases: () => [judged(again, ({facts}) => judge(facts))],
}

function judge({rotation, rounds}: AgainFacts): CaseVerdict {
  if (!rotation.ok) return notReached(rotation)
  return rounds.map(judgeRound).find(({verdict}) => verdict === 'fail') ?? pass
}

function judgeRound({beside, results, before, after}: AgainRound): CaseVerdict {
  const labels = beside ? 'AWSCURRENT and AWSPENDING' : 'AWSCURRENT'
  for (const result of results) {
    const {step} = result
    const change = changeIn(result)
    if (change !== undefined) return fail(`${step} with a token that holds ${labels} changes nothing`, calledIn(change))
    if (!result.ok) return fail(`${step} with a token that holds ${labels} succeeds`, `${step} failed`)
  }
  const difference = differenceOf(before, after)
  return difference === undefined ? pass : fail(`steps with a token that holds ${labels} change nothing`, difference)
}
