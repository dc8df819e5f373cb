import type {Kind} from '../../rehearse/kind.ts'
import {isLoaded, type PlainRun} from '../../rehearse/plain-run.ts'
import type {PlainStep} from '../../rehearse/report.ts'
import {plainSteps} from '../../rehearse/result.ts'
import type {Subject} from '../../rehearse/subject.ts'
import {shownError} from './shown-error.ts'

/** What is rehearsed, in one line; the kind follows from the calls, so that a function that does not load has none yet. */
export function subjectLine(plain: PlainRun, kind: Kind, {source, runtime, handler}: Subject): string {
  const known = isLoaded(plain) ? [`kind ${kind}`] : []
  return [source, runtime, handler, ...known].join(' · ')
}

/** The undisturbed rotation for people, before anything else is played. */
export function plainStepsOf(plain: PlainRun): readonly PlainStep[] {
  return plainSteps(plain, shownError)
}
