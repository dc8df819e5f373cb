import {hash} from 'node:crypto'

/** What a key is called in a log, since its id is the key: its last four characters and a part of its SHA-256. */
export function keyName({id}: {readonly id: string}): string {
  return `…${id.slice(-4)} (SHA-256 ${hash('sha256', id).slice(0, 16)})`
}
