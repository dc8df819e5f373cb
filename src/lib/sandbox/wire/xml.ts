/** Text as XML content: markup is escaped, characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
}

/** One element with its value: lists as `<member>`, maps as `<entry>`, absent values as nothing at all. */
export function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  return `<${name}>${content(value)}</${name}>`
}

/** The members of an object as elements, in their order. */
export function members(value: object): string {
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('')
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map(item => element('member', item)).join('')
  if (value instanceof Map) {
    return [...(value as Map<unknown, unknown>)]
      .map(([key, item]) => `<entry>${element('key', key)}${element('value', item)}</entry>`)
      .join('')
  }
  if (typeof value === 'object' && value !== null) return members(value)
  return escapeXml(String(value))
}
