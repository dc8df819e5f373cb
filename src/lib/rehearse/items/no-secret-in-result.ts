import {judged, type Item} from '../item.ts'
import {leakVerdict} from '../leaked.ts'
import type {Observation} from '../observation.ts'
import {plainRotation} from '../scenarios/rotation.ts'

const verdict = (observation: Observation) =>
  leakVerdict(observation, 'value', 'no secret byte is in the returned value', ['result'])

export const noSecretInResult: Item = {
  id: 'no-secret-in-result',
  class: 'leaks',
  severity: 'high',
  rule: 'None in the returned value',
  hint: 'Return nothing',
  kinds: 'any',
  cases: () => [judged(plainRotation, verdict)],
  watch: verdict,
}
