import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation} from '../observation.ts'
import {lostMove, type LostMove} from '../scenarios/finish-secret.ts'
import {resultOf, unreached, wrongLabels} from '../step-facts.ts'

export const finishSurvivesLostMove: Item = {
  id: 'finish-survives-lost-move',
  class: 'finishSecret',
  severity: 'critical',
  rule: 'The move took effect but its reply was lost: the retry succeeds',
  hint: 'Re-read labels on error before judging',
  kinds: 'any',
  cases: () => [judged(lostMove('first'), judgeLost), judged(lostMove('every'), judgeLost)],
}

function judgeLost({facts: {rotation, again, before, after}, scenario}: Observation<LostMove>): CaseVerdict {
  const finish = resultOf(rotation, 'finishSecret')
  if (finish === undefined) return unreached(rotation, 'finishSecret')
  const expected = 'finishSecret succeeds when the reply to its move was lost and the move is tried again'
  // The SDK was the one that tried again, and it got an answer.
  const moves = finish.calls.filter(({operation}) => operation === 'UpdateSecretVersionStage').length
  const triedAgain = scenario.endsWith('/first') && moves > 1
  if (triedAgain && !finish.ok) return fail(expected, 'it failed although AWSCURRENT was where it belongs')
  if (!finish.ok && again?.ok !== true) return fail(expected, 'the next call of it failed too')
  return wrongLabels(before, after, rotation.token) ?? pass
}
