// Outside quotes a POSIX shell takes these as they are. A leading `~` or `=` is kept out: bash and zsh expand them.
const plain = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/

// C0, DEL, C1, bidirectional controls and the Unicode line breaks: a printed command must not carry them as they are.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * One argument, quoted for a POSIX shell so that it can be pasted: `prod/api` stays, `rds!cluster` becomes
 * `'rds!cluster'`. Control characters are written as octal escapes inside `"$(printf …)"`, so nothing that a stranger put
 * into a label or a tag reaches the terminal.
 */
export function shellWord(word: string): string {
  if (plain.test(word)) return word
  if (word.search(unprintable) === -1) return `'${word.replaceAll("'", `'\\''`)}'`
  const body = word.replace(/\n+$/, '')
  // A command substitution drops trailing line breaks, so those follow as they are, in quotes.
  const tail = word.slice(body.length)
  const escaped = body
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')
    .replaceAll("'", '\\047')
    // printf would take it for an option.
    .replace(/^-/, '\\055')
    .replace(unprintable, octal)
  return `"$(printf '${escaped}')"${tail === '' ? '' : `'${tail}'`}`
}

/** A whole command line of quoted arguments. */
export function shellCommand(words: readonly string[]): string {
  return words.map(word => shellWord(word)).join(' ')
}

function octal(character: string): string {
  return [...Buffer.from(character)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
