/** Members of a JSON object by name. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The text as a JSON object; undefined: it is none. The parser's own error would quote the text, which is the secret. */
export function jsonObjectOf(text: string): JsonObject | undefined {
  return asJsonObject(parsed(text))
}

/** A part of parsed JSON as an object; undefined: it is none. */
export function asJsonObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

/** Whether a text is JSON with members in it, or looks like one that was damaged. A password hardly ever does. */
export function looksLikeJson(text: string): boolean {
  const value = parsed(text)
  return (typeof value === 'object' && value !== null) || /^\s*(\{\s*["}]|\[\s*["{[\]])/.test(text)
}

/** JSON.parse hands the text of a value to its reviver, and JSON.rawJSON writes it as it was (ECMAScript 2026, Node 21). */
type Reviver = (key: string, value: unknown, context: {readonly source?: string}) => unknown
const {parse, rawJSON} = JSON as unknown as {
  parse(this: void, text: string, reviver: Reviver): unknown
  rawJSON(this: void, text: string): unknown
}

/** Numbers stay as they are written: one with many digits would come back as another. */
const keepingNumbers: Reviver = (_, value, {source}) =>
  typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value

function parsed(text: string): unknown {
  try {
    return parse(text, keepingNumbers)
  } catch {
    return undefined
  }
}
