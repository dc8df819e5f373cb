import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'

/** RotateImmediately=false: testSecret alone, with a copy of the current value as AWSPENDING. */
export const testOnly: Scenario<StepResult> = {
  name: 'test-only',
  async play(bench) {
    const rotation = await bench.begin({immediately: false})
    return bench.step(rotation, 'testSecret')
  },
}
