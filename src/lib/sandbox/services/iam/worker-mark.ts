/**
 * Access key ids and session tokens follow from the seed, so those of a worker come again when the sandbox is put back,
 * while what the worker of before has sent may still be on its way. A mark that nobody can foresee tells them apart.
 */
import {randomBytes} from 'node:crypto'

/** Stands in no other session token, whose alphabet is base64. */
const SEPARATOR = '.'

export function newWorkerMark(): string {
  return SEPARATOR + randomBytes(6).toString('hex')
}

/** The mark of a worker's session token; undefined: it is no worker's. */
export function workerMarkOf(sessionToken: string): string | undefined {
  const start = sessionToken.lastIndexOf(SEPARATOR)
  return start === -1 ? undefined : sessionToken.slice(start)
}
