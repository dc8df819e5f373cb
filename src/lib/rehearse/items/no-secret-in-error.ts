import {judged, type Item} from '../item.ts'
import {leakVerdict} from '../leaked.ts'
import type {Observation} from '../observation.ts'
import {echoes} from '../scenarios/leak.ts'

const verdict = (observation: Observation) =>
  leakVerdict(observation, 'value', 'no secret byte is in the error', ['error'])

export const noSecretInError: Item = {
  id: 'no-secret-in-error',
  class: 'leaks',
  severity: 'critical',
  rule: 'None in error type, message, stack or trace',
  hint: 'Do not put requests into messages',
  kinds: 'any',
  cases: plan => echoes(plan).map(scenario => judged(scenario, verdict)),
  watch: verdict,
}
