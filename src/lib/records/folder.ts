import {readdirSync} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'

/** How the name of a record's file ends. */
export const recordExtension = '.json'

/** Where records lie within the state folder. */
export function recordsFolder(stateFolder: string): string {
  return join(stateFolder, 'rehearsals')
}

/**
 * Whether any record is kept: where none is, no function has to be looked at to know that it was never rehearsed. It is one
 * look at one folder, and done at once, so that whoever asks in the middle of other reads does not change their order.
 */
export function hasRecords(stateFolder: string): boolean {
  try {
    return readdirSync(recordsFolder(stateFolder)).some(name => name.endsWith(recordExtension))
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    // What cannot be looked into may hold some.
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}

/** Names of files that may be records, or why nobody can tell. */
export async function recordFiles(folder: string): Promise<readonly string[] | string> {
  try {
    return (await readdir(folder)).filter(name => name.endsWith(recordExtension)).sort()
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    return `it cannot be read (${code ?? String(error)})`
  }
}
