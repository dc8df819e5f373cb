import {open, rename, rm} from 'node:fs/promises'
import {EXIT, SecrotError} from '../errors.ts'
import {codeOf, kindOf, readTrusted, type Refuse} from './own-file.ts'

/** Ten thousand secrets fit in. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Text of a file that says what will be changed: a regular file of the effective user, not writable by others, reached by
 * no symlink. Throws PLAN_FILE_REFUSED (exit 2).
 */
export function readOwnFile(path: string): Promise<string> {
  return readTrusted(path, MOST_BYTES, (reason, hint) => {
    const trusted = reason === 'may be written by others'
    return refused(path)(reason, trusted ? 'A plan is 0600; make a new one rather than trust this one.' : hint)
  })
}

/**
 * Refuses a path where a plan cannot be put: so that nobody waits for a diagnosis that has no place to go. Throws
 * PLAN_FILE_REFUSED (exit 2).
 */
export async function checkFree(path: string, force: boolean): Promise<void> {
  const refuse = refused(path)
  const kind = await kindOf(path, refuse)
  if (kind === undefined) return
  if (kind === 'symlink') throw refuse('is a symlink', 'Name the file itself.')
  if (kind !== 'file') throw refuse('is no regular file')
  if (!force) throw refuse('is there already', 'To replace it: --force')
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
    if (codeOf(error) === 'EEXIST') throw refused(written)('is there already', 'Name another file.')
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

function refused(path: string): Refuse {
  return (reason, hint) =>
    new SecrotError({
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
