import {EXIT, SecrotError} from '../errors.ts'
import {visible} from '../output/foreign.ts'

/** Throws VALUE_NOT_PRINTABLE (exit 3) for a value that a terminal would obey: control characters but line breaks and tabs. */
export function checkPrintable(value: string | Uint8Array): void {
  const text = typeof value === 'string' ? value : utf8(value)
  const plain = text?.replaceAll(/\r\n|[\n\t]/g, '')
  if (plain !== undefined && visible(plain) === plain) return
  throw new SecrotError({
    code: 'VALUE_NOT_PRINTABLE',
    message: 'The value is binary or holds control characters, which a terminal would obey, so it was not printed.',
    hint: 'Send it to a file: the same command with > FILE behind it.',
    exit: EXIT.unsafe,
  })
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch {
    return undefined
  }
}
