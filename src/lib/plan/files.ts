import {constants} from 'node:fs'
import {type FileHandle, lstat, open, rename, rm} from 'node:fs/promises'
import {EXIT, SecrotError} from '../errors.ts'

/** Ten thousand secrets fit in. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Text of a file that says what will be changed: a regular file of the effective user, not writable by others, reached by
 * no symlink. Throws PLAN_FILE_REFUSED (exit 2).
 */
export async function readOwnFile(path: string): Promise<string> {
  if ((await kindOf(path)) === 'symlink') throw refused(path, 'is a symlink', 'Name the file itself.')
  const file = await openToRead(path)
  try {
    await distrust(path, file)
    return utf8(path, await file.readFile())
  } finally {
    await file.close()
  }
}

async function distrust(path: string, file: FileHandle): Promise<void> {
  const found = await file.stat()
  if (!found.isFile()) throw refused(path, 'is no regular file')
  const uid = process.geteuid?.()
  if (uid !== undefined && found.uid !== uid) throw refused(path, 'belongs to another user')
  if (uid !== undefined && (found.mode & 0o022) !== 0)
    throw refused(path, 'may be written by others', 'A plan is 0600; make a new one rather than trust this one.')
  if (found.size > MOST_BYTES) throw refused(path, `is larger than ${MOST_BYTES / 1024 / 1024} MiB`)
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    // Neither follows a symlink that was put there just now, nor waits for the writer of a pipe. Windows has neither flag.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw refused(path, codeOf(error) === 'ENOENT' ? 'is not there' : `cannot be read (${codeOf(error)})`)
  }
}

function utf8(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw refused(path, 'is not UTF-8 text')
  }
}

/**
 * Refuses a path where a plan cannot be put: so that nobody waits for a diagnosis that has no place to go. Throws
 * PLAN_FILE_REFUSED (exit 2).
 */
export async function checkFree(path: string, force: boolean): Promise<void> {
  const kind = await kindOf(path)
  if (kind === undefined) return
  if (kind === 'symlink') throw refused(path, 'is a symlink', 'Name the file itself.')
  if (kind !== 'file') throw refused(path, 'is no regular file')
  if (!force) throw refused(path, 'is there already', 'To replace it: --force')
}

/**
 * Writes a file that only its owner may read (0600), whole or not at all. With `force` it takes the place of another
 * regular file. Throws what `checkFree` throws, and PLAN_NOT_WRITTEN (exit 1).
 */
export async function writeOwnFile(path: string, text: string, {force}: {readonly force: boolean}): Promise<void> {
  await checkFree(path, force)
  const written = force ? `${path}.${process.pid}.tmp` : path
  try {
    await writeNew(written, text)
    if (force) await rename(written, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw refused(written, 'is there already', 'Name another file.')
    throw notWritten(path, error)
  }
}

/** `wx` makes a file that was not there, through no symlink. */
async function writeNew(path: string, text: string): Promise<void> {
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

async function kindOf(path: string): Promise<'file' | 'symlink' | 'other' | undefined> {
  try {
    const found = await lstat(path)
    if (found.isSymbolicLink()) return 'symlink'
    return found.isFile() ? 'file' : 'other'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw refused(path, `cannot be looked at (${codeOf(error)})`)
  }
}

function refused(path: string, reason: string, hint?: string): SecrotError {
  return new SecrotError({
    code: 'PLAN_FILE_REFUSED',
    message: `${path} ${reason}.`,
    exit: EXIT.usage,
    ...(hint === undefined ? {} : {hint}),
  })
}

function notWritten(path: string, cause: unknown): SecrotError {
  return new SecrotError({
    code: 'PLAN_NOT_WRITTEN',
    message: `The plan could not be written to ${path} (${codeOf(cause)}).`,
    hint: 'Name a file in a folder of your own: --plan FILE',
    cause,
  })
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
