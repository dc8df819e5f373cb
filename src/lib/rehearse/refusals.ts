import {fail, pass, type CaseVerdict} from './item.ts'
import type {Seen, StepResult} from './observation.ts'
import {differenceOf} from './scenarios/state.ts'
import type {WrongEvents} from './scenarios/wrong-event.ts'

/** The first call of an invocation that may have changed something, whatever came of it. */
export function changeIn({calls}: StepResult): Seen | undefined {
  return calls.find(({readOnly}) => !readOnly)
}

/** Each of these events fails without a call that may change something, and nothing has changed. */
export function judgeRefusals(...rounds: readonly WrongEvents[]): CaseVerdict {
  return rounds.map(judgeRound).find(({verdict}) => verdict === 'fail') ?? pass
}

function judgeRound({sent, before, after}: WrongEvents): CaseVerdict {
  for (const {what, result} of sent) {
    const change = changeIn(result)
    if (change !== undefined) return fail(`${what} fails before any call that changes something`, calledIn(change))
    if (result.ok) return fail(`${what} fails`, 'the function returned as if all were well')
  }
  const difference = differenceOf(before, after)
  return difference === undefined ? pass : fail('refused events change nothing', difference)
}

/** `createSecret called PutSecretValue`, for a sentence. */
export function calledIn({operation, step}: Seen): string {
  const where = step === undefined || step === '' ? 'the function' : step
  return `${/^\w{1,20}$/.test(where) ? where : 'the function'} called ${operation}`
}
