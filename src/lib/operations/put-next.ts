import {shellCommand} from '../shell-words.ts'
import type {PutOptions, PutResult} from './put-options.ts'
import {targetWords} from './target-words.ts'

type Asked = Pick<PutOptions, 'probe' | 'target'>

/** The way back, which asks the target; undefined where consumers read what they read before, or there was nothing. */
export function putUndo({outcome, words, previousVersionId, proof}: PutResult, asked: Asked): string | undefined {
  if (outcome !== 'put' || previousVersionId === undefined) return undefined
  const unproven = proof.kind === 'unnamed' ? ['--unproven'] : []
  return shellCommand(['secrot', 'rollback', ...words, ...targetWords(asked), ...unproven])
}

/** Consumers that baked the old value in come next, once there is a command for them. */
export function putNext(
  {outcome, words, pending}: PutResult,
  asked: Asked,
  hasCommand: (command: string) => boolean,
): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  if (pending || outcome === 'unproven') return shellCommand(['secrot', 'doctor', ...words, ...targetWords(asked)])
  const propagate = outcome === 'put' && hasCommand('propagate')
  return shellCommand(['secrot', propagate ? 'propagate' : 'status', ...words])
}
