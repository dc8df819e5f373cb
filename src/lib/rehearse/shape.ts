/** Types and fields of a value, one line each: `.username: string`. A list is only a list, as its length may change. */
export function shapeOf(value: string): ReadonlyMap<string, string> {
  const shape = new Map<string, string>()
  note(shape, '', parsed(value))
  return shape
}

/** How the shape of a new value differs from the one before, in a few words; undefined: it does not. */
export function shapeChange(before: string, after: string): string | undefined {
  const old = shapeOf(before)
  const now = shapeOf(after)
  if (old.get('') !== now.get('')) return `it was ${old.get('')} and is ${now.get('')}`
  for (const [path, type] of old) {
    const found = now.get(path)
    if (found === undefined) return `field ${path.slice(1)} is gone`
    // A field that was null had nothing in it yet.
    if (found !== type && type !== 'null') return `field ${path.slice(1)} was ${type} and is ${found}`
  }
  const added = [...now.keys()].find(path => !old.has(path) && !isUnderNull(path, old))
  return added === undefined ? undefined : `field ${added.slice(1)} was not there before`
}

function isUnderNull(path: string, old: ReadonlyMap<string, string>): boolean {
  return [...old].some(([known, type]) => type === 'null' && path.startsWith(`${known}.`))
}

function note(shape: Map<string, string>, path: string, value: unknown): void {
  const type = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  shape.set(path, type === 'object' ? 'a JSON object' : path === '' && type === 'string' ? 'plain text' : type)
  if (type !== 'object') return
  for (const [name, inner] of Object.entries(value as object)) note(shape, `${path}.${name}`, inner)
}

/** Only objects and lists count as JSON: a password may be a number or `true` by chance. */
function parsed(value: string): unknown {
  try {
    const json: unknown = JSON.parse(value)
    return typeof json === 'object' && json !== null ? json : value
  } catch {
    return value
  }
}
