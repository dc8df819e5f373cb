import {EXIT, SecrotError} from '../errors.ts'

/** What came of a read that may be refused: an answer either way. */
export type Read<T> =
  | {readonly kind: 'read'; readonly value: T}
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}

/** Refusals and failures of one read as values. Missing credentials and an interrupt concern the whole run and are thrown. */
export async function tryRead<T>(action: string, work: () => Promise<T>): Promise<Read<T>> {
  try {
    return {kind: 'read', value: await work()}
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    if (error.code === 'ACCESS_DENIED') return {kind: 'denied', action: error.action ?? action, reason: error.message}
    if (error.exit === EXIT.denied || error.exit === EXIT.interrupted || error.exit === EXIT.usage) throw error
    return {kind: 'failed', reason: error.message}
  }
}
