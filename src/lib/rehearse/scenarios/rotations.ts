import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {repair} from '../settling.ts'

/** Rotations of `rotations`: in the fourth the first credential is older than any may get. */
const MANY = 4

/** A little before the end of the overlap, when the replaced credential must still work. */
const BEFORE_ITS_END_MS = 60_000

export interface Rotations {
  readonly rotations: readonly RotationResult[]
  /** Most credentials that the target takes. Absent: no limit. */
  readonly limit?: number
  readonly periodMs: number
  readonly windowMs: number
  readonly overlapMs: number
}

/** R×4, a period apart. One that gets stuck is tried again as the service does, then put in order by an operator. */
export const rotations: Scenario<Rotations> = {
  name: 'rotations',
  async play(bench) {
    const {periodMs, windowMs, overlapMs} = bench
    const {limit} = bench.target
    const done: RotationResult[] = []
    for (let round = 0; round < MANY; round += 1) {
      if (round > 0) await passPeriod(bench)
      done.push(await rotateOrRepair(bench))
    }
    return {rotations: done, ...(limit === undefined ? {} : {limit}), periodMs, windowMs, overlapMs}
  },
}

/** The service's three attempts; what they leave undone an operator ends, so that the next rotation can begin. */
export async function rotateOrRepair(bench: Bench): Promise<RotationResult> {
  const rotation = await bench.rotate({attempts: 3})
  if (!rotation.ok) await repair(bench)
  return rotation
}

/** Waits for the next rotation, with a look at the target just before the overlap ends. */
export async function passPeriod(bench: Bench): Promise<void> {
  const {overlapMs, periodMs} = bench
  const until = Math.min(periodMs, overlapMs - BEFORE_ITS_END_MS)
  await bench.advance(until)
  await bench.advance(periodMs - until)
}
