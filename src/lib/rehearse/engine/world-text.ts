import {hash} from 'node:crypto'

/** Times within so much of each other are taken for the same: an attempt of the service, a pause before it. */
const SAME_TIME_MS = 60 * 60 * 1000

/** Numbers and texts that can only be times since 1970 in ms: of the years 2001 to 2286. */
const EARLIEST_MS = 1e12
const LATEST_MS = 1e13

/** What somebody drew or made up anew: long, and with digits. Words of an API are not. */
const DRAWN = /^(?=.*\d)\S{8,}$/

/** Strings of a state, keys among them. */
export function textsIn(state: unknown, into: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof state === 'string') into.add(state)
  else if (state instanceof Uint8Array) return into
  else for (const part of partsOf(state)) textsIn(part, into)
  return into
}

/**
 * A state as a text that is the same for two states which differ in nothing but in what was drawn for each (ids, keys,
 * passwords, named by the order in which they first appear) and in times within the hour, seen from `now`, virtual ms. What
 * stands in `before` was there from the beginning and keeps its own name.
 */
export function worldText(
  state: unknown,
  {now, before}: {readonly now: number; readonly before: ReadonlySet<string>},
): string {
  const names = new Map<string, string>()
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `#${names.size}`
    names.set(text, name)
    return name
  }
  const ofTime = (ms: number) => `@${Math.floor((now - ms) / SAME_TIME_MS)}`
  const ofText = (text: string): string => {
    if (before.has(text)) return JSON.stringify(text)
    if (/^\d{13}$/.test(text)) return ofTime(Number(text))
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return ofTime(Date.parse(text))
    const inner = parsed(text)
    if (inner !== undefined) return ofAny(inner)
    if (/\s/.test(text)) return text.split(/\s+/).map(ofText).join(' ')
    return DRAWN.test(text) ? nameOf(text) : JSON.stringify(text)
  }
  const ofAny = (value: unknown): string => {
    if (typeof value === 'string') return ofText(value)
    if (value instanceof Uint8Array) return digestOf(value)
    if (typeof value === 'number' && value >= EARLIEST_MS && value < LATEST_MS) return ofTime(value)
    if (typeof value !== 'object' || value === null) return String(value)
    return `[${partsOf(value).map(ofAny).join(',')}]`
  }
  return ofAny(state)
}

/** Members of whatever has some, in their order; a key is a part before its value. */
function partsOf(value: unknown): readonly unknown[] {
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set || Array.isArray(value)) return [...(value as Iterable<unknown>)]
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat()
  return []
}

const digests = new WeakMap<Uint8Array, string>()

/** Bytes never change in place, and the code of a function has many. */
function digestOf(bytes: Uint8Array): string {
  const digest = digests.get(bytes) ?? hash('sha256', bytes)
  digests.set(bytes, digest)
  return digest
}

/** What a JSON object in a text holds. */
function parsed(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}
