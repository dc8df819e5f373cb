import {invalidParameter} from '../errors.ts'
import type {Matches} from './matches.ts'
import {readSelector} from './selector.ts'

type Test = (event: unknown) => boolean

const TOKEN =
  /\s*(&&|\|\||<=|>=|!=|[=<>(){}]|"(?:[^"\\]|\\.)*"|\$(?:\.[\w-]+|\.\*|\[(?:\d+|\*)\]|\.?\['[^']*'\])*|[\w*?.+:/#@-]+)/y

/**
 * `{ $.a.b = "x*" && ($.n >= 3 || $.flag IS TRUE) }`. A line that is no JSON object matches nothing. Throws
 * InvalidParameterException.
 */
export function parseJsonPattern(pattern: string): Matches {
  const tokens = new Tokens(pattern)
  tokens.take('{')
  const test = parseOr(tokens)
  tokens.take('}')
  tokens.end()
  return message => {
    const event = parsed(message)
    return event !== undefined && test(event)
  }
}

function parseOr(tokens: Tokens): Test {
  const tests = [parseAnd(tokens)]
  while (tokens.takeIf('||')) tests.push(parseAnd(tokens))
  return event => tests.some(test => test(event))
}

function parseAnd(tokens: Tokens): Test {
  const tests = [parseOne(tokens)]
  while (tokens.takeIf('&&')) tests.push(parseOne(tokens))
  return event => tests.every(test => test(event))
}

function parseOne(tokens: Tokens): Test {
  if (tokens.takeIf('(')) {
    const test = parseOr(tokens)
    tokens.take(')')
    return test
  }
  const read = readSelector(tokens.next())
  const operator = tokens.next().toUpperCase()
  if (operator === 'IS') return parseIs(tokens, read)
  if (operator === 'NOT') {
    tokens.takeWord('EXISTS')
    return event => read(event).length === 0
  }
  const compare = comparison(operator, tokens.next())
  return event => read(event).some(compare)
}

function parseIs(tokens: Tokens, read: (event: unknown) => readonly unknown[]): Test {
  const wanted = {NULL: null, TRUE: true, FALSE: false}[tokens.next().toUpperCase()]
  if (wanted === undefined) throw invalid()
  return event => read(event).includes(wanted)
}

function comparison(operator: string, written: string): (value: unknown) => boolean {
  const quoted = written.startsWith('"')
  const text = quoted ? written.slice(1, -1).replaceAll(/\\(.)/g, '$1') : written
  const number = quoted || text === '' ? Number.NaN : Number(text)
  const like = new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's')
  const equals = (value: unknown) =>
    typeof value === 'number' && !Number.isNaN(number) ? value === number : like.test(textOf(value))
  switch (operator) {
    case '=':
      return equals
    case '!=':
      return value => !equals(value)
    case '<':
      return value => typeof value === 'number' && value < number
    case '<=':
      return value => typeof value === 'number' && value <= number
    case '>':
      return value => typeof value === 'number' && value > number
    case '>=':
      return value => typeof value === 'number' && value >= number
    default:
      throw invalid()
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

class Tokens {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(pattern: string) {
    const tokens: string[] = []
    const reader = new RegExp(TOKEN)
    const text = pattern.trim()
    while (reader.lastIndex < text.length) {
      const token = reader.exec(text)?.[1]
      if (token === undefined) throw invalid()
      tokens.push(token)
    }
    this.#tokens = tokens
  }

  next(): string {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw invalid()
    this.#at += 1
    return token
  }

  take(wanted: string): void {
    if (this.next() !== wanted) throw invalid()
  }

  takeWord(wanted: string): void {
    if (this.next().toUpperCase() !== wanted) throw invalid()
  }

  takeIf(wanted: string): boolean {
    if (this.#tokens[this.#at] !== wanted) return false
    this.#at += 1
    return true
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw invalid()
  }
}

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function invalid() {
  return invalidParameter('Invalid filter pattern')
}
