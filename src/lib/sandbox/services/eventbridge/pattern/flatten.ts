/** Events and patterns as fields with dotted names, so that `{"a": {"b": …}}` and `{"a.b": …}` are the same. */

/** Array and index within it; fields of different elements of one array never count together. */
export type Elements = ReadonlyMap<number, number>

export interface Field {
  readonly path: string
  /** Text, number, truth value or null: what holds others is no field itself. */
  readonly value: unknown
  readonly elements: Elements
}

/** All fields of an event. An empty array or object has none. */
export function fieldsOf(event: Readonly<Record<string, unknown>>): readonly Field[] {
  let arrays = 0
  const walk = (path: string, value: unknown, elements: Elements): Field[] => {
    if (Array.isArray(value)) {
      const array = arrays++
      return value.flatMap((item, index) => walk(path, item, new Map(elements).set(array, index)))
    }
    if (typeof value !== 'object' || value === null) return [{path, value, elements}]
    return Object.entries(value).flatMap(([name, child]) => walk(joined(path, name), child, elements))
  }
  return walk('', event, new Map())
}

export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Both, unless they say different elements of the same array. */
export function together(one: Elements, other: Elements): Elements | undefined {
  for (const [array, index] of other) {
    const known = one.get(array)
    if (known !== undefined && known !== index) return undefined
  }
  return new Map([...one, ...other])
}
