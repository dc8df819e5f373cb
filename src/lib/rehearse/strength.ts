/** How hard new values are to guess, and how that was found. */
export interface Strength {
  readonly bits: number
  readonly source: string
}

/** Input of GetRandomPassword. */
export type Request = Readonly<Record<string, unknown>>

/** A value, and the request to GetRandomPassword that made it. */
export interface MadeValue {
  readonly text: string
  /** Absent: the service did not draw this very text. */
  readonly request?: Request
  /** The request whose answer it is, or is a piece of. Absent: none. */
  readonly madeOf?: Request
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const NUMBERS = '0123456789'
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** Least bits: shortest length × log2 of the alphabet, which is the one asked for, or else the one that was seen. */
export function strengthOf(values: readonly MadeValue[]): Strength {
  const asked = values.flatMap(({request}) => (request === undefined ? [] : [bitsAsked(request)]))
  if (asked.length === values.length && asked.length > 0) {
    return {bits: Math.floor(Math.min(...asked)), source: 'GetRandomPassword'}
  }
  const shortest = Math.min(...values.map(({text}) => Array.from(text).length))
  const alphabet = new Set(values.flatMap(({text}) => Array.from(text)))
  return {
    bits: Math.floor(shortest * Math.log2(Math.max(1, alphabet.size))),
    source: `${shortest} of ${alphabet.size} characters seen`,
  }
}

function bitsAsked(request: Request): number {
  const length = typeof request['PasswordLength'] === 'number' ? request['PasswordLength'] : 32
  return length * Math.log2(Math.max(1, classesAsked(request).join('').length))
}

/** Sets of characters that a request to GetRandomPassword leaves. */
export function classesAsked(request: Request): readonly string[] {
  const excluded = excludedBy(request)
  return [
    request['ExcludeLowercase'] === true ? '' : LOWER,
    request['ExcludeUppercase'] === true ? '' : LOWER.toUpperCase(),
    request['ExcludeNumbers'] === true ? '' : NUMBERS,
    request['ExcludePunctuation'] === true ? '' : PUNCTUATION,
    request['IncludeSpace'] === true ? ' ' : '',
  ].flatMap(
    all =>
      Array.from(all)
        .filter(character => !excluded.includes(character))
        .join('') || [],
  )
}

export function excludedBy(request: Request): string {
  return typeof request['ExcludeCharacters'] === 'string' ? request['ExcludeCharacters'] : ''
}
