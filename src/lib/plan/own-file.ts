import {constants} from 'node:fs'
import {type FileHandle, lstat, open, rename, rm, stat} from 'node:fs/promises'
import type {SecrotError} from '../errors.ts'

/** Makes the refusal of a file: why, and what would help. */
export type Refuse = (reason: string, hint?: string) => SecrotError

/**
 * Text of a file that decides what is done: a regular file of the effective user, not writable by others, reached by no
 * symlink, of at most `mostBytes`. Throws what `refuse` makes.
 */
export async function readTrusted(path: string, mostBytes: number, refuse: Refuse): Promise<string> {
  if ((await kindOf(path, refuse)) === 'symlink') throw refuse('is a symlink', 'Name the file itself.')
  const file = await openToRead(path, refuse)
  try {
    await distrust(file, mostBytes, refuse)
    return utf8(await file.readFile(), refuse)
  } finally {
    await file.close()
  }
}

/** Refuses a path where no new file can be put. Throws what `refuse` makes. */
export async function checkFreePath(path: string, force: boolean, refuse: Refuse): Promise<void> {
  const kind = await kindOf(path, refuse)
  if (kind === undefined) return
  if (kind === 'symlink') throw refuse('is a symlink', 'Name the file itself.')
  if (kind !== 'file') throw refuse('is no regular file')
  if (!force) throw refuse('is there already', 'To replace it: --force')
}

/**
 * Writes a file that only its owner may read (0600), whole or not at all. With `force` it takes the place of another
 * regular file. Throws what `refuse` makes, and what `failed` makes of an error of the system.
 */
export async function writeTrusted(
  path: string,
  text: string,
  {
    force,
    refuse,
    failed,
  }: {readonly force: boolean; readonly refuse: Refuse; readonly failed: (error: unknown) => SecrotError},
): Promise<void> {
  await checkFreePath(path, force, refuse)
  const written = force ? `${path}.${process.pid}.tmp` : path
  try {
    await writeNew(written, text)
    if (force) await rename(written, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw refuse('is there already', 'Name another file.')
    throw failed(error)
  }
}

/** `wx` makes a file that was not there, through no symlink. */
export async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } catch (error) {
    await rm(path, {force: true})
    throw error
  } finally {
    await file.close()
  }
}

/** What stands at a path; undefined: nothing. Throws what `refuse` makes where that cannot be told. */
export async function kindOf(path: string, refuse: Refuse): Promise<'file' | 'symlink' | 'other' | undefined> {
  try {
    const found = await lstat(path)
    if (found.isSymbolicLink()) return 'symlink'
    return found.isFile() ? 'file' : 'other'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw refuse(`cannot be looked at (${codeOf(error)})`)
  }
}

async function distrust(file: FileHandle, mostBytes: number, refuse: Refuse): Promise<void> {
  const found = await file.stat()
  if (!found.isFile()) throw refuse('is no regular file')
  checkOwner(found, refuse)
  if (found.size > mostBytes) throw refuse(`is larger than ${mostBytes / 1024 / 1024} MiB`)
}

/** Who may write to a folder may put another file there. Throws what `refuse` makes. */
export async function checkFolder(path: string, refuse: Refuse): Promise<void> {
  checkOwner(await stat(path), refuse)
}

/** Windows has other means and is not asked. */
function checkOwner({uid: owner, mode}: {readonly uid: number; readonly mode: number}, refuse: Refuse): void {
  const uid = process.geteuid?.()
  if (uid === undefined) return
  if (owner !== uid) throw refuse('belongs to another user')
  if ((mode & 0o022) !== 0) throw refuse('may be written by others')
}

async function openToRead(path: string, refuse: Refuse): Promise<FileHandle> {
  try {
    // Neither follows a symlink that was put there just now, nor waits for the writer of a pipe. Windows has neither flag.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw refuse(codeOf(error) === 'ENOENT' ? 'is not there' : `cannot be read (${codeOf(error)})`)
  }
}

function utf8(bytes: Buffer, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw refuse('is not UTF-8 text')
  }
}

/** The system's code of what went wrong with a file. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
