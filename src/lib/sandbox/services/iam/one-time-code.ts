import {createHmac} from 'node:crypto'

import type {MfaDevice} from './entities.ts'

const STEP_MS = 30_000
const DIGITS = 6

/** What a virtual device shows at a time (epoch ms): RFC 6238 with SHA-1, as the apps do it. */
export function oneTimeCode({seed}: MfaDevice, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP_MS)))
  const digest = createHmac('sha1', Buffer.from(seed, 'hex')).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 15
  const number = digest.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** A code is good in its own half minute and the next, since it takes time to type. */
export function isCurrentCode(device: MfaDevice, code: string, now: number): boolean {
  return [now, now - STEP_MS].some(at => oneTimeCode(device, at) === code)
}
