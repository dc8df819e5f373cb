/**
 * Ids made from an event's number, so that millions of events need no room for them. Every step can be undone, so an id
 * also leads back to its event.
 */

/** A one-to-one scramble of 32-bit numbers (the finalizer of MurmurHash3). */
function scramble(number: number): number {
  let bits = number >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85_eb_ca_6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2_b2_ae_35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** The inverse of `scramble`: the factors are the inverses of its factors modulo 2^32. */
function unscramble(number: number): number {
  let bits = number ^ (number >>> 16)
  bits = Math.imul(bits, 0x7e_d1_b4_1d)
  bits = bits ^ (bits >>> 13) ^ (bits >>> 26)
  bits = Math.imul(bits, 0xa5_cb_92_43)
  return (bits ^ (bits >>> 16)) >>> 0
}

const hex = (number: number): string => number.toString(16).padStart(8, '0')

/** A version 4 UUID for a number below 2^32. Equal keys and numbers give equal ids. */
export function idOf(sequence: number, key: number): string {
  const first = scramble(sequence ^ key)
  const rest = [1, 2, 3].map(index => hex(scramble(first + Math.imul(index, 0x9e_37_79_b9) + key))).join('')
  const variant = '89ab'[Number.parseInt(rest[8] ?? '0', 16) & 3]
  return `${hex(first)}-${rest.slice(0, 4)}-4${rest.slice(5, 8)}-${variant}${rest.slice(9, 12)}-${rest.slice(12, 24)}`
}

/** The number behind an id; undefined when it was not made with this key. */
export function sequenceOf(id: string, key: number): number | undefined {
  const sequence = (unscramble(Number.parseInt(id.slice(0, 8), 16)) ^ key) >>> 0
  return idOf(sequence, key) === id ? sequence : undefined
}

/** A fixed fraction between 0 and 1 for a number. */
export function fractionOf(sequence: number, key: number): number {
  return scramble(sequence ^ ~key) / 2 ** 32
}
