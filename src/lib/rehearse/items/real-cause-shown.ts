import {fail, judged, pass, type Item} from '../item.ts'
import {denied, disturbedStep, struckIn} from '../scenarios/denied.ts'
import {namesFailure, toldBy} from '../told.ts'

/** Requests to a target outside AWS, which has no operations and codes of AWS. */
const OUTSIDE_AWS = new Set(['graphql', 'logins', 'postgres', 'mysql', 'https'])

export const realCauseShown: Item = {
  id: 'real-cause-shown',
  class: 'errors',
  severity: 'high',
  rule: 'Error or log names the failing operation and AWS code, not a later TypeError or NotImplementedError',
  hint: 'Re-raise the original as cause',
  kinds: 'any',
  cases: plan =>
    denied(plan).map(scenario =>
      judged(scenario, observation => {
        const result = disturbedStep(observation)
        if (result === undefined || result.ok) return pass
        const calls = struckIn(result).filter(({service}) => !OUTSIDE_AWS.has(service))
        const text = toldBy(result)
        const [call] = calls
        if (call === undefined || calls.some(each => namesFailure(text, each))) return pass
        const shown = result.end === 'timed-out' ? 'it timed out' : `its error is ${nameOf(result.error?.type)}`
        return fail(
          `error or log names ${call.operation} and ${call.error?.code ?? 'its code'}`,
          `${shown} and names neither`,
        )
      }),
    ),
}

/** A class of errors; anything else may be a text of the function. */
const nameOf = (type = '') => (/^[A-Za-z_.]{1,40}$/.test(type) ? type : 'of another kind')
