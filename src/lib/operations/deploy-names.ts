/** Names that a question or a line of text holds. */
const NAMES_SAID = 10

/** The first of them, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const more = names.length > NAMES_SAID ? ` … and ${names.length - NAMES_SAID} more` : ''
  return `${names.slice(0, NAMES_SAID).join(', ')}${more}`
}
