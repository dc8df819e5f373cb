import type {Fault, OpenRotation} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult, Sample, StepResult} from '../observation.ts'
import {isSettled} from '../settling.ts'
import {STEPS, type Step} from '../steps.ts'

/** One step sent twice, the first invocation held back at a call while the second one runs. */
export interface Overlapped {
  readonly first: StepResult
  readonly second: StepResult
  /** Values that the pending version had, without repetitions. */
  readonly values: readonly string[]
  readonly versions: number
  /** The service's further attempts with the same token. */
  readonly retry: RotationResult
  readonly settled: boolean
  readonly end: Sample
}

/**
 * `request`: the call waits before it has its effect; `reply`: its reply waits. undefined: an earlier step failed, or the
 * call was never made.
 */
export function concurrent(step: Step, call: number, held: 'request' | 'reply'): Scenario<Overlapped | undefined> {
  const hold: Fault = {kind: 'hold', nth: call, ...(held === 'request' ? {holdBefore: true} : {})}
  return {
    name: `concurrent/${step}/${call}/${held}`,
    group: `concurrent/${step}`,
    async play(bench) {
      const known = bench.versions().length
      const rotation: OpenRotation = await bench.begin()
      for (const earlier of STEPS.slice(0, STEPS.indexOf(step))) {
        const {ok} = await bench.step(rotation, earlier)
        if (!ok) return undefined
      }
      const event = bench.eventOf(rotation, step)
      const values = new Set<string>()
      const look = () => {
        const value = bench.value(rotation.token)
        if (value !== undefined) values.add(value)
      }
      const {first, meanwhile: second} = await bench.overlap(event, hold, async () => {
        look()
        const result = await bench.invoke(event)
        look()
        return result
      })
      if (second === undefined) return undefined
      look()
      const retry = await bench.retry(rotation)
      look()
      const settled = await isSettled(bench, retry)
      const end = await bench.sample()
      const versions = bench.versions().length - known
      return {first, second, values: [...values], versions, retry, settled, end}
    },
  }
}
