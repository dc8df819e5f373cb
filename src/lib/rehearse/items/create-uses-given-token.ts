import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {putsIn} from '../puts.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {nothingStored} from '../skips.ts'

export const createUsesGivenToken: Item = {
  id: 'create-uses-given-token',
  class: 'createSecret',
  severity: 'critical',
  rule: "The new version's id is the event's token; no other version appears",
  hint: 'Pass ClientRequestToken on each PutSecretValue',
  kinds: 'any',
  cases: () => [judged(plainRotation, ({facts}) => judge(facts))],
}

function judge({token, steps}: RotationResult): CaseVerdict {
  const puts = steps.flatMap(putsIn)
  if (puts.length === 0) return nothingStored
  const other = puts.find(({input}) => input['ClientRequestToken'] !== token)
  if (other === undefined) return pass
  const given = other.input['ClientRequestToken']
  const id = typeof given === 'string' ? given.slice(0, 8) : 'no given id'
  return fail(`the value is stored as version ${token.slice(0, 8)}`, `${other.operation} stored version ${id}`)
}
