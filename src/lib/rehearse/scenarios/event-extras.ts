import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'

/** R with events that have more or less in them than documented. */
export const extraFields: Scenario<RotationResult> = {
  name: 'event/extra-fields',
  group: 'event',
  play: bench => bench.rotate({event: {Version: 2, Reason: null, Details: {RotationRules: [], Region: 'elsewhere'}}}),
}

export const noRotationToken: Scenario<RotationResult> = {
  name: 'event/no-rotation-token',
  group: 'event',
  play: bench => bench.rotate({event: {RotationToken: undefined}}),
}
