import {judged, type Item} from '../item.ts'
import {leakVerdict} from '../leaked.ts'
import type {Observation} from '../observation.ts'
import {debugLogging} from '../scenarios/leak.ts'

const verdict = (observation: Observation) => leakVerdict(observation, 'value', 'no secret byte is in the log', ['log'])

export const noSecretInLog: Item = {
  id: 'no-secret-in-log',
  class: 'leaks',
  severity: 'critical',
  rule: 'No secret byte in log lines, at any log level',
  hint: "Log ids and versions; an AppSync key's id is the key",
  kinds: 'any',
  cases: () => [judged(debugLogging, verdict)],
  watch: verdict,
}
