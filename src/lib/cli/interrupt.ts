import {EXIT, SecrotError} from '../errors.ts'

/** Why a run was aborted by Ctrl-C. */
export function interrupted(): SecrotError {
  return new SecrotError({code: 'INTERRUPTED', message: 'Interrupted.', exit: EXIT.interrupted})
}

/**
 * Aborts the run at the first Ctrl-C (or SIGTERM), so that it can journal and say how to come back; the second ends the
 * process at once. `instead` stands for Ctrl-C in place of the process's signals. Returns how to stop listening.
 */
export function listenForInterrupt(abort: AbortController, instead?: AbortSignal): () => void {
  if (instead !== undefined) return listenTo(instead, abort)
  let asked = false
  const listener = (): void => {
    if (asked) process.exit(EXIT.interrupted)
    asked = true
    abort.abort(interrupted())
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}

function listenTo(signal: AbortSignal, abort: AbortController): () => void {
  const listener = (): void => abort.abort(interrupted())
  if (signal.aborted) listener()
  signal.addEventListener('abort', listener, {once: true})
  return () => signal.removeEventListener('abort', listener)
}
