import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {moduleNotHere} from '../not-here.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {STEPS} from '../steps.ts'

export const loadsAndAnswers: Item = {
  id: 'loads-and-answers',
  class: 'event and token',
  severity: 'critical',
  rule: 'The zip loads and every one of the four steps is implemented',
  hint: 'A step with nothing to do returns; it does not raise. Check handler name and bundled modules',
  kinds: 'any',
  cases: () => [judged(plainRotation, ({facts}) => judge(facts))],
}

/** The one item that can be judged of a function that does not load. */
export const isAboutLoading = ({id}: Pick<Item, 'id'>): boolean => id === loadsAndAnswers.id

function judge({steps, failed}: RotationResult): CaseVerdict {
  const expected = 'each of the four steps of an undisturbed rotation returns'
  const lacking = moduleNotHere(failed)
  if (lacking !== undefined) return {verdict: 'error', reason: `${lacking} is provided by Lambda, not here`}
  if (failed !== undefined) return fail(expected, endOf(failed))
  const missing = STEPS.find(step => !steps.some(result => result.step === step && result.ok))
  return missing === undefined ? pass : fail(expected, `${missing} was not reached`)
}

function endOf({step, end, error}: StepResult): string {
  if (end === 'not-loaded') return `the function did not load: ${typeOf(error?.type)}`
  if (end === 'timed-out') return `${step} was not done within the time limit`
  if (end === 'not-sent') return `the service did not send ${step}: the pending version is not the function's own`
  return `${step} failed: ${typeOf(error?.type)}`
}

/** The type of an error, when it reads like one: it is text of the function. */
function typeOf(type = ''): string {
  return /^[A-Za-z.]{1,60}$/.test(type) ? type : 'an error'
}
