import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {labelsWanted, putsIn} from '../puts.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {nothingStored} from '../skips.ts'

export const createLabelsPendingOnly: Item = {
  id: 'create-labels-pending-only',
  class: 'createSecret',
  severity: 'critical',
  rule: 'Stored with AWSPENDING and nothing else',
  hint: 'VersionStages: [AWSPENDING]: the default would be AWSCURRENT',
  kinds: 'any',
  cases: () => [judged(plainRotation, ({facts}) => judge(facts))],
}

function judge({steps}: RotationResult): CaseVerdict {
  const puts = steps.filter(({step}) => step === 'createSecret').flatMap(putsIn)
  if (puts.length === 0) return nothingStored
  const other = puts.find(put => labelsWanted(put).join() !== 'AWSPENDING')
  if (other === undefined) return pass
  const labels = labelsWanted(other).join(', ') || 'no label'
  return fail('createSecret stores the value with AWSPENDING alone', `${other.operation} asked for ${labels}`)
}
