import {EXIT, SecrotError} from '../errors.ts'
import {parseSecretId} from '../rotation/secret-id.ts'

/** Whence a list of secrets comes, for what is said about it: a path, or "standard input". */
export interface ListText {
  readonly name: string
  readonly text: string
}

/**
 * The secrets of a list: one name or ARN a line; blank lines and what begins with # are left out. Throws LIST_MALFORMED
 * (exit 2) with the number of the line for one that is no name or ARN, or was there before, and for a list without any.
 */
export function parseSecretList({name, text}: ListText): readonly string[] {
  const seen = new Map<string, number>()
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const word = line.trim()
    if (word === '' || word.startsWith('#')) continue
    const number = index + 1
    // What is no name is not repeated: a file of values may have been taken for the list.
    if (/\p{Cc}/u.test(word)) throw malformed(`Line ${number} of ${name} holds characters that no name has.`)
    const parsed = parseSecretId(word)
    if (parsed.kind === 'malformed') {
      throw malformed(`Line ${number} of ${name} is not the name or ARN of a secret: ${parsed.reason}.`)
    }
    const before = seen.get(word)
    if (before !== undefined) throw malformed(`Line ${number} of ${name} names ${word}, as line ${before} does.`)
    seen.set(word, number)
  }
  if (seen.size === 0) throw malformed(`${capital(name)} names no secret.`)
  return [...seen.keys()]
}

function malformed(message: string): SecrotError {
  const hint = 'A list holds one name or ARN a line; lines that begin with # are left out.'
  return new SecrotError({code: 'LIST_MALFORMED', message, hint, exit: EXIT.usage})
}

function capital(text: string): string {
  return text === 'standard input' ? 'Standard input' : text
}
