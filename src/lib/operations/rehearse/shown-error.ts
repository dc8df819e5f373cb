import {describe} from '../../history/failures.ts'
import type {StepResult} from '../../rehearse/observation.ts'

/** A function's error in our words: its class, the AWS operation and code, the place. Its own text is not shown. */
export function shownError({type, message, trace}: NonNullable<StepResult['error']>): string {
  if (/Task timed out after/.test(message)) return 'the time limit ended it'
  return describe({name: type, message, stack: trace.split('\n'), fromAws: false}, 0).text
}
