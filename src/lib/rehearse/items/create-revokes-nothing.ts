import {fail, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import type {Observation} from '../observation.ts'
import {revokedInCreate} from '../revocations.ts'
import {withinOverlap} from '../scenarios/key-limit.ts'
import {retryOf} from '../scenarios/retry.ts'
import {plainRotation} from '../scenarios/rotation.ts'

export const createRevokesNothing: Item = {
  id: 'create-revokes-nothing',
  class: 'createSecret',
  severity: 'critical',
  rule: 'createSecret disables or deletes no credential that a labelled version holds, save the one that Retired allows',
  hint: 'Overlap over, no use since the replacement, current key checked first',
  kinds: ['add', 'alt'],
  needsModel: true,
  cases: plan =>
    [plainRotation, withinOverlap, retryOf('createSecret', plan)].map(scenario => ({
      scenario,
      judge: observation => judge(observation, plan),
    })),
  watch: judge,
}

function judge(observation: Observation, {provider}: Plan): CaseVerdict {
  const revoked = revokedInCreate(observation, {retires: provider === 'iam'})
  return revoked === undefined ? pass : fail('createSecret leaves what labelled versions hold as it is', revoked)
}
