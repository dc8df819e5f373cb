import {moduleNotHere} from './not-here.ts'
import type {Observation, RotationResult, Seen} from './observation.ts'
import type {Step} from './steps.ts'

/** The undisturbed rotation that everything else is compared with. */
export interface PlainRun {
  readonly rotation: RotationResult
  readonly observation: Observation
}

/** Whether the function could be started at all; one that fails here for what Lambda would give it tells no more. */
export function isLoaded({rotation}: PlainRun): boolean {
  return rotation.failed?.end !== 'not-loaded' && moduleNotHere(rotation.failed) === undefined
}

/** Calls of one step of an undisturbed rotation, in order: the cells of the matrix are made of these. */
export function callsOf(plain: PlainRun, step: Step): readonly Seen[] {
  return plain.rotation.steps.find(result => result.step === step)?.calls ?? []
}
