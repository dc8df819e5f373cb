import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** Lies beside the packages that it is about. */
export const SHIPPED_RECORDS = 'rehearsals.json'

/** The file of the records that come with secrot; undefined: there is none. A module of its own, which parses nothing. */
export async function shippedText(folder: string): Promise<string | undefined> {
  return readFile(join(folder, SHIPPED_RECORDS), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

/** Whether any came with secrot; one look and at once, like `hasRecords`. */
export function hasShipped(folder: string): boolean {
  return existsSync(join(folder, SHIPPED_RECORDS))
}
