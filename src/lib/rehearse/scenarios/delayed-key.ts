import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'

/** R with a target that lets new credentials in so many seconds later; `never`: not within any time limit. */
export function delayedKey(seconds: number | 'never'): Scenario<RotationResult | undefined> {
  return {
    group: 'delayed-key',
    name: `delayed-key/${seconds}`,
    async play(bench) {
      if (bench.target.delay === undefined) return undefined
      bench.target.delay(seconds === 'never' ? bench.periodMs : seconds * 1000)
      return bench.rotate()
    },
  }
}
