import {createHmac, randomBytes} from 'node:crypto'
import type {Seen} from './observation.ts'

/** Digests of requests under a key that is thrown away with the run: equal requests can be seen, nothing can be guessed. */
export function keyedDigest(): (entry: Seen) => string {
  const key = randomBytes(32)
  return ({service, operation, input}) =>
    createHmac('sha256', key)
      .update(JSON.stringify([service, operation, input]))
      .digest('hex')
      .slice(0, 12)
}
