import {readdir, readFile, stat} from 'node:fs/promises'
import {join, relative} from 'node:path'

/** A file that a function has written where Lambda lets it write. Its text may hold secrets. */
export interface LeftFile {
  /** From the folder that is HOME and TMPDIR of its worker. */
  readonly path: string
  readonly text: string
}

/** No handler of a secret leaves more than this by accident. */
const MOST_FILES = 200
const MOST_BYTES = 1_000_000

/** What lies in the folder of a worker, as far as it can be read; none when the folder is gone. */
export async function leftFiles(folder: string): Promise<readonly LeftFile[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => [])
  const files = entries.filter(entry => entry.isFile()).slice(0, MOST_FILES)
  const read = await Promise.all(files.map(({parentPath, name}) => readLeft(folder, join(parentPath, name))))
  return read.flatMap(file => file ?? [])
}

/** undefined: it is too long, or went away meanwhile. */
async function readLeft(folder: string, file: string): Promise<LeftFile | undefined> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined
    return {path: relative(folder, file), text: await readFile(file, 'utf8')}
  } catch {
    return undefined
  }
}
