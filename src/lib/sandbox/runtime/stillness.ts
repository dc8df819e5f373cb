/**
 * Nobody can see whether a promise will ever settle, so a handler that gives no sign for so long counts as waiting for ever.
 * Longer than an SDK waits between its attempts.
 */
const STILL_MS = 2_000

/** Looked at in slices, so that a machine that was busy with something else does not count as stillness. */
const SLICE_MS = 50

/**
 * Calls `then` once `signs` has stayed the same for `stillMs` of real time; the result takes it back. undefined: nobody is
 * held up at present, so that time does not count.
 */
export function onceStill(signs: () => number | undefined, then: () => void, stillMs = STILL_MS): () => void {
  let seen = signs()
  let slices = 0
  const timer = setInterval(() => {
    const now = signs()
    slices = now !== undefined && now === seen ? slices + 1 : 0
    seen = now
    if (slices * SLICE_MS < stillMs) return
    clearInterval(timer)
    then()
  }, SLICE_MS)
  return () => clearInterval(timer)
}
