/** What Node has had since version 22 and TypeScript's library does not know yet: JSON.parse source text access (TC39). */
interface SourceJson {
  parse(text: string, reviver: (key: string, value: unknown, context: {readonly source?: string}) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): boolean
}

const sourceJson = JSON as unknown as SourceJson

/**
 * Reads JSON with numbers as they were written: JSON.parse would take 9007199254740993 for 9007199254740992. Such a number
 * is written again as it was by JSON.stringify. Throws SyntaxError, whose message quotes the text.
 */
export function parseExactly(text: string): unknown {
  return sourceJson.parse(text, (_, value, {source}) =>
    typeof value === 'number' && source !== undefined ? sourceJson.rawJSON(source) : value,
  )
}

/** The kind of a value that was read from JSON. */
export function jsonType(value: unknown): 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object' {
  if (value === null) return 'null'
  if (typeof value === 'number' || sourceJson.isRawJSON(value)) return 'number'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'object'
}
