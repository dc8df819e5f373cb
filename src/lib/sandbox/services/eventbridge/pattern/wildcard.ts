import {PatternSyntaxError} from './test.ts'

/** EventBridge counts states of its automaton; this bound of the sandbox's own refuses the one that is recorded. */
const MOST_STARS = 5

/** A test for a text with `*` for any run of characters; a backslash makes the next character itself. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = splitStars(pattern)
  if (parts.length - 1 > MOST_STARS) {
    throw new PatternSyntaxError(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    )
  }
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return text => text === first
  return text => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const part of others) {
      const found = text.indexOf(part, at)
      if (found === -1 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}

function splitStars(pattern: string): string[] {
  const parts = ['']
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at)
    if (character === '*') {
      if (pattern.charAt(at + 1) === '*')
        throw new PatternSyntaxError(`Consecutive wildcard characters at pos ${at + 1}`)
      parts.push('')
    } else {
      if (character === '\\') at++
      parts[parts.length - 1] += pattern.charAt(at)
    }
  }
  return parts
}
