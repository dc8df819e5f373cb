import {fail, judged, pass, type Item} from '../item.ts'
import {finishTwice} from '../scenarios/finish-secret.ts'
import {callName, isWrite, unreached} from '../step-facts.ts'

export const finishRepeatIsNoop: Item = {
  id: 'finish-repeat-is-noop',
  class: 'finishSecret',
  severity: 'high',
  rule: 'A repeated call succeeds and moves nothing',
  hint: 'Return when the token is current',
  kinds: 'any',
  cases: () => [
    judged(finishTwice, ({facts: {rotation, again}}) => {
      if (again === undefined) return unreached(rotation, 'finishSecret')
      const expected = 'the second finishSecret succeeds and moves nothing'
      if (!again.ok) return fail(expected, 'it failed')
      const write = again.calls.find(call => call.service === 'secretsmanager' && isWrite(call))
      return write === undefined ? pass : fail(expected, `it called ${callName(write)}`)
    }),
  ],
}
