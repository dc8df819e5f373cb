import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation, Seen} from '../observation.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {nothingStored} from '../skips.ts'

export const rotationTokenPassed: Item = {
  id: 'rotation-token-passed',
  class: 'event and token',
  severity: 'high',
  rule: 'RotationToken, when given, goes into every PutSecretValue',
  hint: 'RotationToken: event.RotationToken',
  kinds: 'any',
  cases: () => [judged(plainRotation, observation => judgePuts(observation) ?? nothingStored)],
  watch: judgePuts,
}

function judgePuts({seen, invocations}: Observation): CaseVerdict | undefined {
  const puts = seen.filter(({by, service, operation}) => {
    return by === 'function' && service === 'secretsmanager' && operation === 'PutSecretValue'
  })
  const given = (put: Seen) =>
    (invocations.find(({invocation}) => invocation === put.invocation)?.event as {RotationToken?: unknown} | null)
      ?.RotationToken
  const judgedPuts = puts.filter(put => typeof given(put) === 'string' && given(put) !== '')
  if (judgedPuts.length === 0) return undefined
  const bare = judgedPuts.find(put => put.input['RotationToken'] !== given(put))
  if (bare === undefined) return pass
  const observed = bare.input['RotationToken'] === undefined ? 'had none' : 'had another one'
  return fail(
    "PutSecretValue takes the event's RotationToken along",
    `PutSecretValue in ${bare.step ?? '?'} ${observed}`,
  )
}
