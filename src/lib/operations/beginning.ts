import type {Clock} from './context.ts'

/**
 * When something begins, by AWS's clock: the machine's may be off, and is corrected by the first reply. Called after that
 * reply, the function tells the moment in which `beginning` was called.
 */
export function beginning(clock: Clock): () => number {
  const at = clock.now()
  const skewMs = clock.skewMs ?? 0
  return () => at + (clock.skewMs ?? 0) - skewMs
}
