import {fail, judged, pass, type Item} from '../item.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {callName} from '../step-facts.ts'

export const setMovesNoLabel: Item = {
  id: 'set-moves-no-label',
  class: 'setSecret',
  severity: 'critical',
  rule: 'createSecret aside, no label is written before finishSecret',
  hint: 'Leave labels to finishSecret',
  kinds: 'any',
  cases: () => [
    judged(plainRotation, ({facts}) => {
      const calls = facts.steps.flatMap(({calls}) => calls)
      const write = calls.find(
        ({step, operation}) => (step === 'setSecret' || step === 'testSecret') && WRITES.has(operation),
      )
      if (write === undefined) return pass
      return fail('setSecret and testSecret write no label', `${write.step ?? ''} called ${callName(write)}`)
    }),
  ],
}

/** Calls that attach labels, whether they say so or not. */
const WRITES = new Set(['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'])
