import type {Context} from './context.ts'

/** Work done one at a time, its starts at least `spacingMs` apart, in the order in which it was asked for. */
export interface Turns {
  /** Rejects with what `work` rejects with, or with the signal's reason; the next in line goes on either way. */
  take<T>(work: () => Promise<T>): Promise<T>
}

/** See Turns; the first turn starts at once. */
export function makeTurns(context: Pick<Context, 'clock' | 'signal'>, spacingMs: number): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let nextAt = Number.NEGATIVE_INFINITY
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    const wait = nextAt - context.clock.now()
    if (wait > 0) await context.clock.sleep(wait, context.signal)
    nextAt = context.clock.now() + spacingMs
    return work()
  }
  return {
    take: work => {
      const mine = last.then(() => turn(work))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
