import {CallFailed} from './call-failed.ts'
import {Refusal} from './refusal.ts'

/** An error in a sentence: our own words, or the name of its class; anybody else's text may hold a value. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal || error instanceof CallFailed) return error.message
  return error instanceof Error ? nameOf(error) : 'something that is no error was thrown'
}

function nameOf({name}: Error): string {
  return /^[A-Za-z]\w{0,60}$/.test(name) ? name : 'Error'
}
