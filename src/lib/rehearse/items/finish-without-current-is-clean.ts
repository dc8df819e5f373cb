import {fail, judged, pass, type Item} from '../item.ts'
import {finishWithoutCurrent} from '../scenarios/finish-secret.ts'

export const finishWithoutCurrentIsClean: Item = {
  id: 'finish-without-current-is-clean',
  class: 'finishSecret',
  severity: 'medium',
  rule: 'No AWSCURRENT anywhere: attach without RemoveFrom, or a clear error; never an empty id',
  hint: 'Omit the field',
  kinds: 'any',
  cases: () => [
    judged(finishWithoutCurrent, ({facts: {result}}) => {
      const expected = 'finishSecret attaches AWSCURRENT without RemoveFromVersionId, or says what is wrong'
      const empty = result.calls.some(
        ({operation, input: {RemoveFromVersionId: from}}) =>
          operation === 'UpdateSecretVersionStage' &&
          (from === '' || from === null || from === 'undefined' || from === 'None'),
      )
      if (empty) return fail(expected, 'it sent an empty RemoveFromVersionId')
      const {type = ''} = result.error ?? {}
      return CRASH.test(type) ? fail(expected, `it ended in ${type}`) : pass
    }),
  ],
}

/** Errors of code that did not expect this, in Node and Python. */
const CRASH =
  /^(TypeError|ReferenceError|RangeError|KeyError|IndexError|AttributeError|UnboundLocalError|StopIteration|ParamValidationError)$/
