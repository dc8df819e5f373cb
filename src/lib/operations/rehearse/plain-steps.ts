import type {PlainRun} from '../../rehearse/plain-run.ts'
import type {PlainStep} from '../../rehearse/report.ts'
import {plainSteps} from '../../rehearse/result.ts'
import {shownError} from './shown-error.ts'

/** The undisturbed rotation for people, before anything else is played. */
export function plainStepsOf(plain: PlainRun): readonly PlainStep[] {
  return plainSteps(plain, shownError)
}
