/** Shorter pieces would mask ordinary words; a value this short is hidden by the allow-list, not by masking. */
const shortest = 4

const lineBreak = /\r\n|\r|\n/g

/**
 * Replaces the given values in a text, also in base64, base64url, hex, URL- and JSON-escaped form, longest first. Values
 * that are JSON objects are masked by their string members too, and what has several lines by each line of it. It covers
 * the values that were read in this run and no others.
 */
export function maskOf(values: readonly (string | Uint8Array)[]): (text: string) => string {
  const pieces = values.flatMap(withMembers)
  const forms = [...new Set([...pieces.flatMap(variantsOf).flatMap(formsOf), ...pieces.flatMap(linesOf)])]
    .filter(form => form.length >= shortest)
    .toSorted((a, b) => b.length - a.length)
  return text => forms.reduce((masked, form) => replaceForm(masked, form), text)
}

function withMembers(value: string | Uint8Array): readonly Uint8Array[] {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value)
  return [bytes, ...members(bytes).map(member => Buffer.from(member))]
}

function members(bytes: Buffer): readonly string[] {
  try {
    return strings(JSON.parse(bytes.toString('utf8')))
  } catch {
    return []
  }
}

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

/** The same value as scripts and consoles pass it on: trimmed, and with other line breaks. */
function variantsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('utf8')
  const unix = text.replaceAll(lineBreak, '\n')
  const others = [text, unix, unix.replaceAll('\n', '\r\n'), unix.replaceAll('\n', '\r')]
  const texts = new Set(others.flatMap(other => [other, other.trim()]))
  texts.delete(text)
  return [bytes, ...[...texts].map(other => Buffer.from(other))]
}

/** Logs and probes show one line of a value, or its words with single spaces between them. */
function linesOf(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes).toString('utf8')
  const lines = text.split(lineBreak).flatMap(line => [line, line.trim(), spaced(line)])
  return [spaced(text), ...lines.flatMap(line => [line, JSON.stringify(line).slice(1, -1)])]
}

function spaced(text: string): string {
  return text.trim().split(/\s+/).join(' ')
}

function formsOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('utf8')
  const hex = buffer.toString('hex')
  const escaped = JSON.stringify(text).slice(1, -1)
  return [
    text,
    ...base64Forms(buffer),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams([['', text]]).toString().slice(1),
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    escaped.replaceAll('/', '\\/'),
    asciiEscaped(text),
  ]
}

/**
 * Base64 of a value inside a longer text ("user:value") depends on the position of its first byte, so the middle that is
 * the same for each of the three positions is masked as well.
 */
function base64Forms(buffer: Buffer): readonly string[] {
  const shifted = [0, 1, 2].map(lead => {
    const encoded = Buffer.concat([Buffer.alloc(lead), buffer])
      .toString('base64')
      .replaceAll('=', '')
    const from = lead === 0 ? 0 : lead + 1
    const whole = (buffer.length + lead) % 3 === 0 ? encoded.length : encoded.length - 1
    return encoded.slice(from, whole)
  })
  const padded = buffer.toString('base64')
  const forms = [padded, padded.replaceAll('=', ''), ...shifted]
  return [...forms, ...forms.map(form => form.replaceAll('+', '-').replaceAll('/', '_'))]
}

/** `\u00e9` for whatever is not ASCII, as Python's json writes it. */
function asciiEscaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function replaceForm(text: string, form: string): string {
  return text.replaceAll(form, () => '[masked]')
}
