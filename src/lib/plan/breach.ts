import type {BaseIssue} from 'valibot'

/** Of what was found, so many characters are repeated. */
const MOST_SHOWN = 60

/** JSON as a value; undefined: it is none. The parser's own message would quote the file. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}

/**
 * What breaks a schema whose messages say what is allowed: the place, what stands there and what may. Text from the file
 * stands in JSON's escapes. `whole`: what the file is, "a plan".
 */
export function breachText(issue: BaseIssue<unknown>, whole: string): string {
  const place = placeOf(issue.path)
  if (issue.type !== 'strict_object') return `${place} is ${shown(issue.input)}; allowed: ${issue.message}`
  if (issue.expected === 'never') return `${place} is no member of ${whole}`
  return issue.expected === 'Object' ? `${place} is ${shown(issue.input)}; allowed: an object` : `${place} is missing`
}

/** `secrets[0].fingerprint.labels[1].versionId`; a name that is no word stands in quotes. */
function placeOf(path: readonly {readonly key: unknown}[] = []): string {
  const words = path.map(({key}) => {
    if (typeof key === 'number') return `[${key}]`
    const name = String(key)
    return /^[A-Za-z]\w{0,40}$/.test(name) ? `.${name}` : `[${shown(name)}]`
  })
  return words.join('').replace(/^\./, '') || 'the whole'
}

/** A value from the file, in JSON's escapes and not too long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
