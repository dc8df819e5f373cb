import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {rotateOrRepair} from './rotations.ts'

/** A client that never learned of the new credential. */
export interface PinnedClient {
  readonly first: RotationResult
  /** Set where the first one succeeded. */
  readonly second?: RotationResult
  /** The version whose credential the client uses. */
  readonly pinned?: string
}

const HOUR_MS = 3_600_000

/** R; a client goes on with the old credential after the overlap, until the next R. */
export const pinnedClient: Scenario<PinnedClient> = {
  name: 'pinned-client',
  async play(bench) {
    const pinned = bench.holder('AWSCURRENT')
    const value = bench.value('AWSCURRENT')
    const first = await rotateOrRepair(bench)
    if (!first.ok || pinned === undefined || value === undefined) return {first}
    const {overlapMs, periodMs} = bench
    await bench.advance(overlapMs + HOUR_MS)
    await bench.target.use(value)
    await bench.advance(periodMs - overlapMs - 2 * HOUR_MS)
    await bench.target.use(value)
    await bench.advance(HOUR_MS)
    return {first, second: await rotateOrRepair(bench), pinned}
  },
}
