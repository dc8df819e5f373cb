/** Deeper than any plan. */
const DEEPEST = 8

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g

/**
 * What JSON.parse lets pass and a plan must not have: a member that stands twice (the last one would count, and a reader
 * sees the first), and more nesting than a plan has. `text` is JSON. Returns the reason, or undefined.
 */
export function unclearJson(text: string): string | undefined {
  const open: Set<string>[] = []
  let last = ''
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const name = String(JSON.parse(last))
      const names = open.at(-1)
      if (names?.has(name) === true) return `the member ${JSON.stringify(name.slice(0, 60))} stands twice in one object`
      names?.add(name)
    }
    if (open.length > DEEPEST) return `it is nested more than ${DEEPEST} deep`
    last = token
  }
  return undefined
}
