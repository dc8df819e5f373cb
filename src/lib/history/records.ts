/** Reading foreign JSON: a member is what it claims to be, or it is absent. */

export type Json = Readonly<Record<string, unknown>>

/** The object behind a path of members, or undefined where one is missing or something else. */
export function objectAt(value: unknown, ...path: readonly string[]): Json | undefined {
  let here: unknown = value
  for (const member of path) {
    if (!isObject(here)) return undefined
    here = here[member]
  }
  return isObject(here) ? here : undefined
}

/** A string that is not empty. */
export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = leafAt(value, path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A finite number. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = leafAt(value, path)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

/** The strings of an array; anything else in it is left out. */
export function stringsAt(value: unknown, ...path: readonly string[]): readonly string[] | undefined {
  const found = leafAt(value, path)
  return Array.isArray(found) ? found.filter(item => typeof item === 'string') : undefined
}

/** Parsed JSON object, or undefined when the text is not one. */
export function parseObject(text: string): Json | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function leafAt(value: unknown, path: readonly string[]): unknown {
  const last = path.at(-1)
  return last === undefined ? undefined : objectAt(value, ...path.slice(0, -1))?.[last]
}

type Present<T> = {[K in keyof T as undefined extends T[K] ? never : K]: T[K]} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same object without its undefined members, so that what is not known is not there. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>
}
