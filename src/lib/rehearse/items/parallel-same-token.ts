import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import {callsOf} from '../plain-run.ts'
import {orphansAt} from '../safety.ts'
import {concurrent, type Overlapped} from '../scenarios/concurrent.ts'
import {STEPS} from '../steps.ts'

export const parallelSameToken: Item = {
  id: 'parallel-same-token',
  class: 'mixing, concurrency, visibility',
  severity: 'critical',
  rule: 'Two overlapping invocations of one step give one value, no orphan, right labels',
  hint: 'Let the token decide: the loser reads back',
  kinds: 'any',
  cases: plan =>
    STEPS.flatMap(step =>
      placesIn(callsOf(plan.plain, step).length).map(([call, held]) =>
        judged(concurrent(step, call, held), ({facts}) => judgeOverlap(facts, plan)),
      ),
    ),
}

/** Before each call and after the last: where a reply waits is where the next request does. */
function placesIn(calls: number): readonly (readonly [number, 'request' | 'reply'])[] {
  const before = Array.from({length: calls}, (_, index) => [index + 1, 'request'] as const)
  return calls === 0 ? [] : [...before, [calls, 'reply'] as const]
}

function judgeOverlap(facts: Overlapped | undefined, {kind}: Plan): CaseVerdict {
  if (facts === undefined) return {verdict: 'skipped', reason: 'the function never made that call, or failed before it'}
  const expected = 'two overlapping invocations leave one value, no orphan and the right labels'
  if (facts.values.length > 1) return fail(expected, 'the pending version had two values')
  if (facts.versions > 1) return fail(expected, `they stored ${facts.versions} versions`)
  if (!facts.settled) {
    const step = facts.retry.failed?.step
    return fail(expected, step === undefined ? 'the rotation did not settle' : `${step} failed in the retry`)
  }
  const [orphan] = kind === 'add' ? orphansAt(facts.end) : []
  if (orphan === undefined) return pass
  return fail(expected, `the credential ending in ${orphan.id.slice(-4)} is live and in no labelled version`)
}
