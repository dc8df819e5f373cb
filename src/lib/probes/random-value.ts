import {Sensitive} from '../sensitive.ts'
import {bytesOf, fieldsOf} from './values.ts'

type Bytes = (length: number) => Uint8Array

const secretName = /pass|secret|token|key|credential|auth/i

/**
 * A random value of the same shape: what says where and as whom (host, port, user) stays, what is secret is replaced.
 * Secret are the fields that differ between versions, since a rotation changed them; where nothing differs, the fields
 * named like a secret; else every text.
 */
export function randomOfSameShape(value: Sensitive, others: readonly Sensitive[], bytes: Bytes): Sensitive {
  const fields = fieldsOf(value)
  if (fields === undefined) return randomLike(value, bytes)
  const secret = secretFields(fields, others)
  const replaced = Object.entries(fields).map(([name, member]) => [
    name,
    secret.includes(name) && typeof member === 'string' ? randomText(member, bytes) : member,
  ])
  return new Sensitive(JSON.stringify(Object.fromEntries(replaced)))
}

function secretFields(fields: Readonly<Record<string, unknown>>, others: readonly Sensitive[]): readonly string[] {
  const texts = Object.keys(fields).filter(name => typeof fields[name] === 'string' && fields[name] !== '')
  const versions = others.map(other => fieldsOf(other)).filter(other => other !== undefined)
  const changed = texts.filter(name => versions.some(other => other[name] !== fields[name]))
  if (changed.length > 0) return changed
  const named = texts.filter(name => secretName.test(name))
  return named.length > 0 ? named : texts
}

function randomLike(value: Sensitive, bytes: Bytes): Sensitive {
  const raw = value.reveal()
  return new Sensitive(typeof raw === 'string' ? randomText(raw, bytes) : bytes(bytesOf(value).length))
}

const classes = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz', '0123456789'] as const

/** Letters for letters and digits for digits, never the text itself; other characters stay. A short text is lengthened. */
function randomText(text: string, bytes: Bytes): string {
  const long = text.length >= 16 ? text : text.padEnd(16, 'x')
  const chance = bytes(long.length)
  const made = Array.from(long, (character, index) => {
    const from = classes.find(letters => letters.includes(character))
    return from === undefined ? character : from[(chance[index] ?? 0) % from.length]
  })
  const random = made.join('')
  return random === text ? `${random}x` : random
}
