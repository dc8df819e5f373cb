/**
 * Whether a pattern of the configuration means a secret: the whole name, in which `*` stands for any characters, also none
 * and slashes; a pattern that begins with `arn:` is compared with the ARN.
 */
export function matchesSecret(pattern: string, secret: {readonly name: string; readonly arn: string}): boolean {
  const text = pattern.startsWith('arn:') ? secret.arn : secret.name
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return text === first
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  return inOrder(rest, text.slice(first.length, text.length - last.length))
}

/** The leftmost place is always good enough: what follows has the most room then. */
function inOrder(parts: readonly string[], text: string): boolean {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return true
}
