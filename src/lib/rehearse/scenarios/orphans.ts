import type {Bench, Fault, OpenRotation} from '../bench.ts'
import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, Seen} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {isSettled, repair} from '../settling.ts'
import {STEPS, type Step} from '../steps.ts'

const FAILING = 10

const KINDS = ['kill-before', 'kill-after', 'access-denied', 'lost-reply'] as const

/** Where a rotation is made to fail. */
interface Spot {
  readonly step: Step
  /** Among the calls of its operation in the step, from 1: others before it may come and go from one rotation to the next. */
  readonly ordinal: number
  readonly seen: Seen
}

/**
 * Ten rotations that fail at random calls, then a good one. The writes of createSecret come first, killed once they had
 * their effect, as that is where credentials are left behind; the rest is drawn.
 */
export function tenFailing(plan: Plan): Scenario<RotationResult> {
  const spots = STEPS.flatMap(step =>
    callsOf(plan.plain, step).map((seen, at, all) => ({step, ordinal: ordinalOf(seen, all.slice(0, at)), seen})),
  )
  const writes = spots.filter(({step, seen}) => step === 'createSecret' && !seen.readOnly).slice(0, FAILING)
  return {
    name: 'orphans/ten-failing',
    async play(bench) {
      for (let round = 0; round < FAILING; round += 1) {
        const spot = writes[round] ?? spots[Math.floor(bench.random() * spots.length)]
        const kind = writes[round] === undefined ? KINDS[Math.floor(bench.random() * KINDS.length)]! : 'kill-after'
        await failAt(bench, spot, kind)
        await bench.advance(bench.periodMs)
      }
      return bench.rotate({attempts: 3})
    },
  }
}

async function failAt(bench: Bench, spot: Spot | undefined, kind: (typeof KINDS)[number]): Promise<void> {
  const opened: {rotation?: OpenRotation} = {}
  const rotation = await bench.rotate({
    beforeStep(step, open) {
      opened.rotation = open
      bench.faults(step === spot?.step ? [faultAt(spot, kind)] : [])
    },
    afterStep: () => bench.faults([]),
  })
  bench.faults([])
  if (await isSettled(bench, rotation)) return
  // A value that was stored may be the only copy of a live credential: the service goes on with it.
  const isStored = bench.value('AWSPENDING') !== undefined && bench.holder('AWSPENDING') === opened.rotation?.token
  const retried = isStored ? await bench.retry(opened.rotation!) : rotation
  if (!(await isSettled(bench, retried))) await repair(bench)
}

/** A denial lasts, everything else strikes one call. */
function faultAt({ordinal, seen: {service, operation}}: Spot, kind: (typeof KINDS)[number]): Fault {
  return kind === 'access-denied' ? {kind, service, operation} : {kind, service, operation, nth: ordinal}
}

function ordinalOf({service, operation}: Seen, before: readonly Seen[]): number {
  return 1 + before.filter(seen => seen.service === service && seen.operation === operation).length
}
