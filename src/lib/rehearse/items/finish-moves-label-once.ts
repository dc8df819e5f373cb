import {fail, judged, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {callName, isWrite, resultOf, unreached} from '../step-facts.ts'

export const finishMovesLabelOnce: Item = {
  id: 'finish-moves-label-once',
  class: 'finishSecret',
  severity: 'critical',
  rule: 'One UpdateSecretVersionStage: AWSCURRENT from the actual holder to the token',
  hint: 'Name RemoveFromVersionId; never PutSecretValue',
  kinds: 'any',
  cases: () => [
    judged(plainRotation, ({facts, samples}) => {
      const finish = resultOf(facts, 'finishSecret')
      if (finish === undefined) return unreached(facts, 'finishSecret')
      const [move, ...more] = finish.calls.filter(isWrite).filter(({service}) => service === 'secretsmanager')
      if (move === undefined)
        return fail(expected, finish.ok ? 'it moved no label' : 'it failed before it moved a label')
      if (move.operation !== 'UpdateSecretVersionStage') return fail(expected, `it called ${callName(move)}`)
      if (more.length > 0) return fail(expected, `it called ${[move, ...more].map(callName).join(', ')}`)
      const {VersionStage, MoveToVersionId, RemoveFromVersionId} = move.input
      if (VersionStage !== 'AWSCURRENT') return fail(expected, 'it moved another label')
      if (MoveToVersionId !== facts.token)
        return fail(expected, `it moved AWSCURRENT to another version than its token's`)
      const holder = holderOf(samples[0]?.labels ?? {}, 'AWSCURRENT')
      return RemoveFromVersionId === holder ? pass : fail(expected, 'RemoveFromVersionId was not the holder')
    }),
  ],
}

const expected = 'finishSecret makes one UpdateSecretVersionStage: AWSCURRENT from its holder to the token'
