/** Pieces of this many bytes are long enough to be no chance. */
const PIECE = 12
/** Shorter values are searched for as a whole; below this they would be found everywhere. */
const SHORTEST = 8

const SECRET_NAME = /pass|secret|key|token|credential|pwd/i
const ID_NAME = /access_?key_?id|key_?id$|secret_?(arn|id|name)$|master_?(arn|secret)/i

/** Secret bytes to look for, and a search for any piece of them in whatever form. */
export class Canaries {
  readonly #pieces = new Set<string>()
  readonly #known = new Set<string>()
  #shortest = PIECE

  /** A text that is secret as a whole. */
  add(secret: string): void {
    if (secret.length < SHORTEST || this.#known.has(secret)) return
    this.#known.add(secret)
    const size = Math.min(PIECE, secret.length)
    this.#shortest = Math.min(this.#shortest, size)
    for (let at = 0; at + size <= secret.length; at += 1) this.#pieces.add(secret.slice(at, at + size))
  }

  /** The secret parts of a secret's value: all of a plain one, of JSON the fields that are named like secrets. */
  addValue(value: string): void {
    for (const part of secretParts(value)) this.add(part)
  }

  /** Whether a piece is in the text: raw, JSON-escaped, URL-encoded, base64, hex, or byte by byte. */
  isIn(text: string): boolean {
    return this.#pieces.size > 0 && formsOf(text).some(form => this.#scan(form))
  }

  #scan(text: string): boolean {
    for (let size = this.#shortest; size <= PIECE; size += 1) {
      for (let at = 0; at + size <= text.length; at += 1) if (this.#pieces.has(text.slice(at, at + size))) return true
    }
    return false
  }
}

/** Strings of a secret's value that are secret themselves. */
export function secretParts(value: string): readonly string[] {
  const parsed = parse(value)
  if (typeof parsed !== 'object' || parsed === null) return [value]
  return leavesOf(parsed, '').flatMap(([name, text]) => (SECRET_NAME.test(name) && !ID_NAME.test(name) ? [text] : []))
}

function leavesOf(node: object, name: string): readonly (readonly [string, string])[] {
  return Object.entries(node).flatMap(([key, inner]: [string, unknown]) => {
    const label = Array.isArray(node) ? name : key
    if (typeof inner === 'object' && inner !== null) return leavesOf(inner, label)
    return typeof inner === 'string' ? [[label, inner] as const] : []
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text, and what it says where it is escaped or encoded. */
function formsOf(text: string): readonly string[] {
  const forms = [text]
  if (text.includes('\\')) forms.push(unescaped(text), unescaped(unescaped(text)))
  if (/%[0-9a-f]{2}/i.test(text)) forms.push(urlDecoded(text))
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)) {
    for (let shift = 0; shift < 4; shift += 1) forms.push(Buffer.from(run.slice(shift), 'base64').toString('latin1'))
  }
  for (const [run] of text.matchAll(/[0-9a-f]{24,}/gi)) {
    for (let shift = 0; shift < 2; shift += 1) forms.push(Buffer.from(run.slice(shift), 'hex').toString('latin1'))
  }
  if (/[0-9a-f]{2}[ :][0-9a-f]{2}[ :]/i.test(text))
    forms.push(...spelt(text, /(?:[0-9a-f]{2}[ :]){7,}[0-9a-f]{2}/gi, 16))
  if (/\d,\s*(?:\\?"\d+\\?":)?\s*\d+,/.test(text))
    forms.push(...spelt(text.replaceAll(/\\?"\d+\\?":\s*/g, ''), /(?:\d{1,3},\s*){7,}\d{1,3}/g, 10))
  return forms
}

/** Bytes that are written one by one, as Node shows a Buffer in hex, an array of bytes in decimal numbers, and both in JSON. */
function spelt(text: string, runs: RegExp, base: number): readonly string[] {
  return [...text.matchAll(runs)].map(([run]) => {
    const bytes = run.split(/[\s:,]+/).map(number => Number.parseInt(number, base))
    return Buffer.from(bytes.map(byte => byte % 256)).toString('latin1')
  })
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(u[0-9a-f]{4}|.)/gi, (whole, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return {n: '\n', t: '\t', r: '\r'}[code] ?? (code.length === 1 ? code : whole)
  })
}

function urlDecoded(text: string): string {
  return text.replaceAll(/(%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
