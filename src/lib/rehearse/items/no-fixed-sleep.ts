import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {withoutDelay} from '../scenarios/slow.ts'

const LONGEST_MS = 2000

export const noFixedSleep: Item = {
  id: 'no-fixed-sleep',
  class: 'time',
  severity: 'medium',
  rule: 'No pause over 2 s that is not a back-off between tries',
  hint: 'Poll for the state instead',
  kinds: 'any',
  cases: () => [
    judged(withoutDelay, ({facts}) => facts.steps.map(judge).find(({verdict}) => verdict === 'fail') ?? pass),
  ],
}

/** One wait of the handler may come as several pauses, so those between two calls are taken together. */
function judge({step, pauses, calls}: StepResult): CaseVerdict {
  const gaps = Map.groupBy(
    pauses.filter(({inFlight}) => inFlight === 0),
    ({afterCalls}) => afterCalls,
  )
  for (const [afterCalls, gap] of gaps) {
    const ms = gap.reduce((sum, pause) => sum + pause.ms, 0)
    const [before, after] = [calls[afterCalls - 1], calls[afterCalls]]
    const isBackOff = before?.error !== undefined && after?.operation === before.operation
    if (ms <= LONGEST_MS || isBackOff) continue
    const where = before === undefined ? 'before its first call' : `after ${before.service}:${before.operation}`
    return fail('no pause is longer than 2 s', `${step} waited ${Math.round(ms / 100) / 10} s ${where}`)
  }
  return pass
}
