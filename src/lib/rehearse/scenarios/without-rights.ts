import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'

/** R, where the rotated user may do nothing once its new key is there. */
export const testWithoutRights: Scenario<RotationResult> = {
  name: 'test/without-rights',
  play: bench =>
    bench.rotate({
      beforeStep(step) {
        if (step === 'testSecret') bench.target.endRights?.()
      },
    }),
}
