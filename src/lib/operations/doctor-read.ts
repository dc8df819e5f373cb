import {EXIT, SecrotError} from '../errors.ts'
import {type Fact, known, unknown} from '../doctor/facts.ts'

/** One read as a fact. Missing credentials, wrong usage and an interrupt concern the whole run and are thrown. */
export async function readFact<T>(action: string, work: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await work())
  } catch (error) {
    return unreadFact(action, error)
  }
}

/** What a failed read says; throws what concerns the whole run. */
export function unreadFact(action: string, error: unknown): Fact<never> {
  if (!(error instanceof SecrotError)) throw error
  if (error.code === 'ACCESS_DENIED') return unknown(error.message, error.action ?? action)
  if (error.exit === EXIT.denied || error.exit === EXIT.interrupted || error.exit === EXIT.usage) throw error
  return unknown(error.message)
}
