import {judged, type Item} from '../item.ts'
import {leakVerdict} from '../leaked.ts'
import type {Observation} from '../observation.ts'
import {plainRotation} from '../scenarios/rotation.ts'

const verdict = (observation: Observation) =>
  leakVerdict(observation, 'rotation-token', 'the RotationToken is in no log, error, result or file')

export const noRotationTokenInLog: Item = {
  id: 'no-rotation-token-in-log',
  class: 'leaks',
  severity: 'high',
  rule: 'RotationToken is treated as a secret',
  hint: 'Do not log the event',
  kinds: 'any',
  cases: () => [judged(plainRotation, verdict)],
  watch: verdict,
}
