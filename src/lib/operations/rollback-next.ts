import {shellCommand} from '../shell-words.ts'
import type {DoctorOptions} from './doctor-options.ts'
import type {RollbackResult} from './rollback.ts'
import {isDead} from './target-proof.ts'
import {targetWords} from './target-words.ts'

/** The way back, which asks the target again; undefined where nothing was moved, or where it would help nobody. */
export function rollbackUndo(
  {outcome, words, proof}: RollbackResult,
  asked: Pick<DoctorOptions, 'probe' | 'target'> & {readonly unproven: boolean},
): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  const unproven = asked.unproven ? ['--unproven'] : []
  if (proof.answers.some(answer => answer.label === 'AWSCURRENT' && isDead(answer))) return undefined
  return shellCommand(['secrot', 'rollback', ...words, ...targetWords(asked), ...unproven])
}

/** A value that the target does not take is looked at by doctor, else there is only to see how it stands. */
export function rollbackNext(
  {outcome, words}: RollbackResult,
  asked: Pick<DoctorOptions, 'probe' | 'target'>,
): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  if (outcome === 'not-accepted') return shellCommand(['secrot', 'doctor', ...words, ...targetWords(asked)])
  return shellCommand(['secrot', 'status', ...words])
}
