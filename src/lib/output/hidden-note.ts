/** The words for what is kept back; undefined when that is nothing. */
export function hiddenNote(characters: number): string | undefined {
  if (characters === 0) return undefined
  return `${characters} more character${characters === 1 ? '' : 's'} hidden (--show-logs)`
}
