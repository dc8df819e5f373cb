import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation, RotationResult} from '../observation.ts'
import {callsOf, type PlainRun} from '../plain-run.ts'
import {faultOnChange, killedAfterChange, setTwice} from '../scenarios/set-secret.ts'
import {callName, changesTarget} from '../step-facts.ts'

export const setTriesPendingFirst: Item = {
  id: 'set-tries-pending-first',
  class: 'setSecret',
  severity: 'critical',
  rule: 'Pending already works: success without a change',
  hint: 'Log in with pending, then current, then previous',
  kinds: ['rep'],
  needsModel: true,
  cases: ({plain}) => {
    const killed = faultOnChange(plain, 1, 'kill-after')
    return [
      judged(setTwice, ({facts: {first, second}}) => {
        if (second === undefined) return {verdict: 'skipped', reason: `${first.step} failed`}
        if (!second.result.ok) return fail(expected, 'the second setSecret failed')
        const change = second.result.calls.find(changesTarget)
        return change === undefined ? pass : fail(expected, `the second setSecret called ${callName(change)}`)
      }),
      ...(killed === undefined ? [] : [judged(killedAfterChange(killed), seen => judgeRetry(seen, plain))]),
    ]
  },
}

const expected = 'setSecret succeeds and changes nothing where the pending value works already'

function judgeRetry({facts, seen}: Observation<RotationResult>, plain: PlainRun): CaseVerdict {
  if (facts.failed?.step === 'setSecret') return fail(expected, 'setSecret failed in the retry')
  const wanted = callsOf(plain, 'setSecret').filter(changesTarget).length
  const changes = seen.filter(call => call.step === 'setSecret' && changesTarget(call)).length
  return changes > wanted ? fail(expected, `the target was changed ${changes} times instead of ${wanted}`) : pass
}
