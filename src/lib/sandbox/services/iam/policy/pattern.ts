/** Patterns of policies: `*` stands for any run of characters, `?` for one, `${…}` for a value of the request. */

/** Value of a condition key in this request, for policy variables; undefined when the request does not have it. */
export type Lookup = (key: string) => readonly string[] | undefined

export type Matcher = (text: string, lookup: Lookup) => boolean

const any = -1
const one = -2
/** A pattern as character codes, `any` and `one`. Values put in for variables are plain characters, never wildcards. */
type Glob = readonly number[]

/**
 * Compiles a pattern. `ignoreCase` for actions; `variables` off for policies of version 2008-10-17, where `${…}` is text;
 * `wildcards` off for operators that compare whole strings.
 */
export function compilePattern(
  pattern: string,
  options: {readonly ignoreCase?: boolean; readonly variables: boolean; readonly wildcards?: boolean},
): Matcher {
  const fold = options.ignoreCase === true ? (text: string) => text.toLowerCase() : (text: string) => text
  const wildcards = options.wildcards !== false
  if (options.variables && pattern.includes('${')) {
    const parts = splitVariables(pattern)
    return (text, lookup) => {
      const glob = parts.flatMap(part => expand(part, lookup, fold, wildcards))
      return !glob.includes(missing) && matches(glob, fold(text))
    }
  }
  const folded = fold(pattern)
  if (!wildcards || !/[*?]/.test(folded)) return text => fold(text) === folded
  if (folded === '*') return () => true
  const prefix = folded.slice(0, -1)
  if (folded.endsWith('*') && !/[*?]/.test(prefix)) return text => fold(text).startsWith(prefix)
  const glob = toGlob(folded)
  return text => matches(glob, fold(text))
}

/** Marks a pattern whose variable has no value: it matches nothing. */
const missing = -3

type Part =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined}

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`; `${*}`, `${?}` and `${$}` are those characters themselves. */
function splitVariables(pattern: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of pattern.matchAll(/\$\{\s*([^},\s]+)\s*(?:,\s*'([^']*)'\s*)?\}/g)) {
    parts.push({kind: 'text', text: pattern.slice(end, match.index)})
    parts.push({kind: 'variable', key: match[1] ?? '', fallback: match[2]})
    end = match.index + match[0].length
  }
  return [...parts, {kind: 'text', text: pattern.slice(end)}]
}

function expand(part: Part, lookup: Lookup, fold: (text: string) => string, wildcards: boolean): Glob {
  if (part.kind === 'text') return wildcards ? toGlob(fold(part.text)) : literal(fold(part.text))
  if (part.key === '*' || part.key === '?' || part.key === '$') return literal(part.key)
  const values = lookup(part.key.toLowerCase())
  // A key with several values cannot stand in for one; AWS treats it like an absent one.
  const value = values?.length === 1 ? values[0] : part.fallback
  return value === undefined ? [missing] : literal(fold(value))
}

function literal(text: string): number[] {
  return Array.from({length: text.length}, (_, index) => text.charCodeAt(index))
}

function toGlob(text: string): Glob {
  return literal(text).map(code => (code === 42 ? any : code === 63 ? one : code))
}

/** Greedy match with one point to return to: linear in practice, never exponential, whatever a policy says. */
function matches(glob: Glob, text: string): boolean {
  let at = 0
  let position = 0
  let star = -1
  let resume = 0
  while (position < text.length) {
    if (glob[at] === any) {
      star = at++
      resume = position
    } else if (glob[at] === one || glob[at] === text.charCodeAt(position)) {
      at++
      position++
    } else if (star >= 0) {
      at = star + 1
      position = ++resume
    } else return false
  }
  while (glob[at] === any) at++
  return at === glob.length
}
