import type {CaseVerdict, Plan} from './item.ts'
import type {RotationResult, StepResult} from './observation.ts'

/** The script never came to what the item is about, since a step before failed; other items say so. */
export function notReached({failed}: Pick<RotationResult, 'failed'>): CaseVerdict {
  return {verdict: 'skipped', reason: `${failed?.step ?? 'a step'} failed before it came to that`}
}

/** For items about createSecret in special cases, where it fails in the usual one too; undefined: it does not. */
export function failsAnyway({plain: {rotation}}: Plan): CaseVerdict | undefined {
  return rotation.failed?.step === 'createSecret' ? notReached(rotation) : undefined
}

/** No fault leaves more than the undisturbed rotation, which a step ends as well; other items say so. */
export function endsAnyway({step}: StepResult): CaseVerdict {
  return {verdict: 'skipped', reason: `an undisturbed rotation fails in ${step} too`}
}

/** For items about how a value is stored. */
export const nothingStored: CaseVerdict = {verdict: 'skipped', reason: 'the function stored no value'}

/** For items about many values. */
export const tooFewValues: CaseVerdict = {verdict: 'skipped', reason: 'createSecret made too few values to judge them'}
