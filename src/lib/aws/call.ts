import {setTimeout} from 'node:timers/promises'
import {SecrotError} from '../errors.ts'
import type {CallOptions} from './gateways.ts'
import type {Clients} from './clients.ts'
import {awsFailure} from './errors.ts'

/** A value made on first use and kept; a failed attempt is not kept. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

/** Runs one read: aborts with the run (or with `options.signal`), and turns what goes wrong into a SecrotError. */
export async function read<T>(
  clients: Clients,
  about: {readonly action: string; readonly resource?: string},
  options: CallOptions | undefined,
  work: (send: {abortSignal?: AbortSignal}) => Promise<T>,
): Promise<T> {
  const signal = options?.signal ?? clients.options.signal
  signal?.throwIfAborted()
  try {
    return await work(signal === undefined ? {} : {abortSignal: signal})
  } catch (error) {
    throw awsFailure(error, {...about, ...clients.about, ...(signal === undefined ? {} : {signal})})
  }
}

/** undefined in place of the refusal that there is no such thing. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof SecrotError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

const mostThrottles = 4
const firstPauseMs = 200

/**
 * Runs one change: never aborted once sent, since its outcome must be journaled. A throttled change was not made, so it
 * is sent again, up to four times; any other failure goes back to the caller, because a change whose reply was lost must
 * not be sent twice (make the client with `maxAttempts: 1`).
 */
export async function change<T>(
  clients: Clients,
  about: {readonly action: string; readonly resource?: string},
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const failure = awsFailure(error, {...about, ...clients.about})
      const throttled = failure instanceof SecrotError && failure.code === 'THROTTLED'
      if (!throttled || attempt === mostThrottles) throw failure
      await (clients.options.pause ?? setTimeout)(firstPauseMs * 2 ** attempt)
    }
  }
}
