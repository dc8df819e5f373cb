import {EXIT, SecrotError} from '../errors.ts'
import {type Outcome, OUTCOMES} from '../operations/notify/pattern.ts'

interface UseFlags {
  readonly list: boolean
  readonly remove: boolean
  readonly test: boolean
  readonly email?: readonly string[] | undefined
  readonly topic?: string | undefined
  readonly on?: string | undefined
}

/** Secrets where they are needed, and none where they mean nothing. Throws USAGE (exit 2). */
export function checkUse(secretIds: readonly string[], {list, remove, test, email, topic, on}: UseFlags): void {
  if (list && secretIds.length > 0) throw usage('--list shows the whole setup of the region; it takes no SECRET.')
  if (secretIds.length > 0 || list) return
  const other = email !== undefined || topic !== undefined || on !== undefined
  if (remove || !test || other) throw usage('secrot notify takes at least one SECRET, --test or --list.')
}

/** `failed,succeeded` as ends; undefined: not given. Throws USAGE (exit 2). */
export function outcomesIn(text: string | undefined): readonly Outcome[] | undefined {
  if (text === undefined) return undefined
  const words = text.split(',').map(word => word.trim())
  const unknown = words.find(word => !(OUTCOMES as readonly string[]).includes(word))
  if (unknown !== undefined)
    throw usage(`--on ${text}: ${unknown === '' ? 'an empty word' : unknown} is no end of a rotation.`)
  return OUTCOMES.filter(one => words.includes(one))
}

/** Each address once. Throws USAGE (exit 2). */
export function addressesIn(given: readonly string[] | undefined = []): readonly string[] {
  const bad = given.find(address => !/^[^\s@<>"',;]+@[^\s@<>"',;]+\.[^\s@<>"',;]+$/.test(address))
  if (bad !== undefined) throw usage(`--email ${bad}: this is no mail address.`)
  return [...new Set(given)]
}

function usage(message: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint: 'See: secrot notify --help', exit: EXIT.usage})
}
