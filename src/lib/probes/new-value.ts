import {EXIT, SecrotError} from '../errors.ts'
import {Sensitive} from '../sensitive.ts'
import {jsonType} from './exact-json.ts'
import {bytesOf, exactFieldsOf} from './values.ts'

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html: SecretString and SecretBinary.
const MOST_BYTES = 65_536

export interface ValueWishes {
  /** The bytes as they are, which need not be text. */
  readonly binary: boolean
  /** One line break at the end is not part of the value. */
  readonly dropLineBreak: boolean
}

/** A value as it was given, made what is stored. Throws VALUE_NOT_TEXT and VALUE_EMPTY (exit 2). */
export function newValue(given: Sensitive, {binary, dropLineBreak}: ValueWishes): Sensitive {
  if (binary) return sized(given)
  const text = textOf(given)
  if (text === undefined) throw notText()
  return sized(new Sensitive(dropLineBreak ? text.replace(/\r?\n$/, '') : text))
}

/** Whether it ends with a line break, which somebody may not have meant. */
export function endsWithLineBreak(value: Sensitive): boolean {
  return bytesOf(value).at(-1) === 0x0a
}

/** Throws VALUE_TOO_LARGE and VALUE_EMPTY (exit 2), before anything is sent. */
export function sized(value: Sensitive): Sensitive {
  const {byteLength} = value
  if (byteLength === 0) throw usage('VALUE_EMPTY', 'The new value is empty.', 'Nothing was changed; give it a value.')
  if (byteLength <= MOST_BYTES) return value
  throw usage(
    'VALUE_TOO_LARGE',
    `The new value has more than the ${MOST_BYTES} bytes that Secrets Manager takes.`,
    'Nothing was changed; keep what is large elsewhere, and its key here.',
  )
}

export interface FieldSet {
  readonly value: Sensitive
  /** What the field held before; absent: it is new. */
  readonly was?: ReturnType<typeof jsonType>
  /** Names of the other fields. */
  readonly others: readonly string[]
}

/**
 * A JSON object with one member set to a text; numbers of the others stay as they were written. `current` absent: a new
 * object. undefined: it is no JSON object.
 */
export function withField(current: Sensitive | undefined, name: string, text: Sensitive): FieldSet | undefined {
  const fields = current === undefined ? {} : exactFieldsOf(current)
  if (fields === undefined) return undefined
  const value = new Sensitive(JSON.stringify({...fields, [name]: bytesOf(text).toString('utf8')}))
  const others = Object.keys(fields).filter(other => other !== name)
  return {value, others, ...(Object.hasOwn(fields, name) ? {was: jsonType(fields[name])} : {})}
}

function textOf(value: Sensitive): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytesOf(value))
  } catch {
    return undefined
  }
}

function notText(): SecrotError {
  return usage('VALUE_NOT_TEXT', 'The new value is not text (UTF-8).', 'Store its bytes as they are with --binary.')
}

function usage(code: string, message: string, hint: string): SecrotError {
  return new SecrotError({code, message, hint, exit: EXIT.usage})
}
