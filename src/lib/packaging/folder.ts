import type {Dirent} from 'node:fs'
import {readdir, readFile, realpath, stat} from 'node:fs/promises'
import {join, sep} from 'node:path'
import {MOST_FILES, MOST_UNPACKED_BYTES} from './limits.ts'
import {codeRefused} from './refused.ts'

export interface FolderFiles {
  /** Path with slashes, from the top of the folder → content. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Symlinks that lead out of the folder, or nowhere: what they point to is not part of it. */
  readonly leftOut: readonly string[]
}

interface Walk {
  readonly name: string
  readonly root: string
  readonly files: Map<string, Uint8Array>
  readonly leftOut: string[]
  bytes: number
}

/**
 * The files of a package's folder as they are, node_modules included and .git not. A symlink is followed where it stays
 * inside, so that a package cannot carry off other files of this machine. Throws CODE_REFUSED (exit 2).
 */
export async function folderFiles(path: string): Promise<FolderFiles> {
  const root = await realpath(path)
  const walk: Walk = {name: path, root, files: new Map(), leftOut: [], bytes: 0}
  await gather(walk, root, '', [root])
  if (walk.files.size === 0) throw codeRefused(path, 'is a folder without a file in it')
  return {files: walk.files, leftOut: walk.leftOut.sort()}
}

/** `above`: real folders on the way here, which a symlink must not lead back to. */
async function gather(walk: Walk, folder: string, prefix: string, above: readonly string[]): Promise<void> {
  const found = await readdir(folder, {withFileTypes: true})
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === '.git') continue
    const path = `${prefix}${entry.name}`
    const real = await target(walk, join(folder, entry.name), entry)
    if (real === undefined) walk.leftOut.push(path)
    else if (!(await stat(real)).isDirectory()) await take(walk, real, path)
    else if (!above.includes(real)) await gather(walk, real, `${path}/`, [...above, real])
  }
}

/** Where an entry really lies; undefined: outside, or nowhere. */
async function target(walk: Walk, path: string, entry: Dirent): Promise<string | undefined> {
  if (!entry.isSymbolicLink()) return path
  const real = await realpath(path).catch(() => undefined)
  return real !== undefined && (real === walk.root || real.startsWith(walk.root + sep)) ? real : undefined
}

async function take(walk: Walk, real: string, path: string): Promise<void> {
  const found = await stat(real)
  if (!found.isFile()) throw codeRefused(walk.name, `holds ${path}, which is no regular file`)
  walk.bytes += found.size
  if (walk.bytes > MOST_UNPACKED_BYTES || walk.files.size >= MOST_FILES) {
    const what = walk.files.size >= MOST_FILES ? `more than ${MOST_FILES} files` : 'more than 250 MB'
    throw codeRefused(walk.name, `holds ${what}`, 'Lambda takes no more either; name the folder of the package alone.')
  }
  walk.files.set(path, await readFile(real))
}
