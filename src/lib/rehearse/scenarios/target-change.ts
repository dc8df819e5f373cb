import type {Bench} from '../bench.ts'
import type {StepResult} from '../observation.ts'

/** A step, and whether the target was another one after it. */
export interface StepOnTarget {
  readonly result: StepResult
  readonly changed: boolean
}

/** Plays a step and compares the target before and after it. */
export async function onTarget(bench: Bench, play: () => Promise<StepResult>): Promise<StepOnTarget> {
  const before = await bench.target.state()
  const result = await play()
  return {result, changed: (await bench.target.state()) !== before}
}
