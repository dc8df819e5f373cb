import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'

/** R: one undisturbed rotation. */
export const plainRotation: Scenario<RotationResult> = {
  name: 'rotation',
  play: bench => bench.rotate(),
}
