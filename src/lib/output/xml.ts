import {visible} from './foreign.ts'

/** ` name="value"` of an element, escaped. */
export function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${xml(value)}"`)
    .join(' ')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text for XML 1.0: control characters, which it cannot carry at all, become visible escapes first. */
export function xml(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, character => entities[character] ?? character)
}
