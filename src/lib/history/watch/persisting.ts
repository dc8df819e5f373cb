import type {Persisting, ReadFailure} from './state.ts'

/** One more read in which something did or did not hold; undefined as soon as it did not. */
export function persist(
  known: Persisting | undefined,
  holds: boolean,
  at: number,
  readAt: number,
): Persisting | undefined {
  if (!holds) return undefined
  return {at: known?.at ?? at, since: known?.since ?? readAt, until: readAt, reads: (known?.reads ?? 0) + 1}
}

/** Seen in at least two reads that are some seconds apart: one lagging replica is no evidence. */
export function confirmed(persisting: Persisting | undefined, apartMs = 4000): persisting is Persisting {
  return persisting !== undefined && persisting.reads >= 2 && persisting.until - persisting.since >= apartMs
}

/** A failure that polling on does not mend: the caller is not allowed, there is nothing to read, or it has gone on for five minutes. */
export function lasting(failure: (ReadFailure & Persisting) | undefined): failure is ReadFailure & Persisting {
  return (
    failure !== undefined &&
    (failure.denied || failure.gone || (failure.reads >= 3 && failure.until - failure.since >= 300_000))
  )
}
