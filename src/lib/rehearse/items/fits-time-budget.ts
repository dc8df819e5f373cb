import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {slowRotations} from '../scenarios/slow.ts'

/** Part of the time limit that a step may take. */
const SHARE = 0.8

export const fitsTimeBudget: Item = {
  id: 'fits-time-budget',
  class: 'time',
  severity: 'high',
  rule: 'Slowest case of each step, with 25 s propagation and 3 throttles, ≤ 80 % of the configured timeout',
  hint: 'Raise the timeout or poll less',
  kinds: 'any',
  cases: plan =>
    slowRotations(plan).map(scenario => judged(scenario, ({facts: {steps, timeoutMs}}) => judge(steps, timeoutMs))),
}

function judge(steps: readonly StepResult[], timeoutMs: number): CaseVerdict {
  const slow = steps.find(({durationMs}) => durationMs > SHARE * timeoutMs)
  if (slow === undefined) return pass
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`
  return fail(
    `no step takes longer than ${seconds(SHARE * timeoutMs)}, 80 % of the time limit`,
    slow.end === 'timed-out'
      ? `${slow.step} was not over at the time limit`
      : `${slow.step} took ${seconds(slow.durationMs)}`,
  )
}
