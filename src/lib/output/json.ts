// JSON.stringify escapes C0 only (and indents with line breaks); what else a terminal or a log viewer would act on is escaped too. The value stays the same.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060-\u2064\ufeff]/gu

/** One JSON document, indented by two, without a trailing line break. Sensitive values say [redacted]. */
export function toJson(value: unknown): string {
  return escaped(JSON.stringify(value, null, 2))
}

/** One JSON object on one line, for ndjson. */
export function toJsonLine(value: unknown): string {
  return escaped(JSON.stringify(value))
}

function escaped(json: string): string {
  return json.replace(unsafe, character =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
