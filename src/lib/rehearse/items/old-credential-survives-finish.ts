import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation} from '../observation.ts'
import {rotations} from '../scenarios/rotations.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {short} from '../step-facts.ts'

export const oldCredentialSurvivesFinish: Item = {
  id: 'old-credential-survives-finish',
  class: 'overlap and retirement',
  severity: 'critical',
  rule: 'For the whole overlap after promotion no client is rejected',
  hint: 'Retire it a period later as Retired says, not in this rotation',
  kinds: ['add', 'alt'],
  needsModel: true,
  cases: () => [judged(plainRotation, judgeClients), judged(rotations, judgeClients)],
}

function judgeClients({rejections = []}: Observation): CaseVerdict {
  const [first] = rejections
  if (first === undefined) return pass
  const who = first.held === 'current' ? 'a client that read AWSCURRENT' : 'a client with the value that was AWSCURRENT'
  return fail('no client is refused within the overlap', `${who} (${short(first.version)}) was refused`)
}
