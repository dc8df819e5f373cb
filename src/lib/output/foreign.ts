// C0, DEL, C1, line and paragraph separators, bidirectional and zero-width controls, the byte order mark, lone surrogates,
// and the invisible tag characters.
const invisible =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060-\u2064\ufeff]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu

const named: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}

/**
 * Text from outside (labels, descriptions, tags, principals, AWS's messages, log lines), fit for one line of a terminal:
 * control, escape and bidirectional characters and line breaks become visible escapes.
 */
export function visible(text: string): string {
  return text.replace(invisible, escapeOf)
}

/**
 * Keeps printed lines from being read as commands by a CI service. GitHub takes a line whose first word begins with
 * `::`, and `##[` and `##vso[` anywhere in a line; leading blanks do not stop it, so the first character is escaped too
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands). Unchanged unless `CI` is set.
 */
export function forCi(text: string, env: Readonly<Record<string, string | undefined>>): string {
  if (!ciIsSet(env)) return text
  return text
    .replaceAll(/^([ \t]*)::/gm, '$1  \\x3a:')
    .replaceAll(/^##/gm, '  \\x23#')
    .replaceAll(/##(?=\[|vso\[)/g, '\\x23#')
}

/** CI counts as set unless it is empty, `0` or `false`. */
export function ciIsSet(env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env['CI']
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false'
}

function escapeOf(character: string): string {
  const known = named[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
