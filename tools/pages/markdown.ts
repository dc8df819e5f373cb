/** Text that may stand in a cell of a table, also inside backticks. */
export function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
}
