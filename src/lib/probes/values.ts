import {createHmac, timingSafeEqual} from 'node:crypto'
import type {Sensitive} from '../sensitive.ts'
import {jsonType, parseExactly} from './exact-json.ts'

/** Whether two values are byte for byte the same. Compared through digests under a key that lives in this process only. */
export function makeSameValue(key: Uint8Array): (one: Sensitive, other: Sensitive) => boolean {
  const digest = (value: Sensitive) => createHmac('sha256', key).update(bytesOf(value)).digest()
  return (one, other) => timingSafeEqual(digest(one), digest(other))
}

/** The value as a JSON object, or undefined. */
export function fieldsOf(value: Sensitive): Readonly<Record<string, unknown>> | undefined {
  return objectIn(value, JSON.parse)
}

/** The same with numbers as they were written (`parseExactly`). */
export function exactFieldsOf(value: Sensitive): Readonly<Record<string, unknown>> | undefined {
  return objectIn(value, parseExactly)
}

function objectIn(value: Sensitive, parse: (text: string) => unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = parse(bytesOf(value).toString('utf8'))
    return jsonType(parsed) === 'object' ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** What the credential is called, by the names of the value's fields; undefined where they do not say. */
export function nounOf(value: Sensitive): string | undefined {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const names = Object.keys(fields).map(name => name.toLowerCase())
  if (names.includes('password')) return 'password'
  return names.some(name => name.includes('key')) ? 'key' : undefined
}

export function bytesOf(value: Sensitive): Buffer {
  const raw = value.reveal()
  return typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw)
}
