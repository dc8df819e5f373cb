import {EXIT, SecrotError} from '../errors.ts'
import {checkFreePath, codeOf, readTrusted, type Refuse, writeTrusted} from './own-file.ts'

/** Ten thousand secrets fit in. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Text of a file that says what will be changed: a regular file of the effective user, not writable by others, reached by
 * no symlink. Throws PLAN_FILE_REFUSED (exit 2).
 */
export function readOwnFile(path: string): Promise<string> {
  return readTrusted(path, MOST_BYTES, (reason, hint) => {
    if (reason === 'may be written by others')
      return refused(path)(reason, 'A plan is 0600; make a new one rather than trust this one.')
    return refused(path)(reason, hint ?? 'Make one: secrot doctor SECRET --plan FILE')
  })
}

/**
 * Refuses a path where a plan cannot be put: so that nobody waits for a diagnosis that has no place to go. Throws
 * PLAN_FILE_REFUSED (exit 2).
 */
export async function checkFree(path: string, force: boolean): Promise<void> {
  await checkFreePath(path, force, refused(path))
}

/**
 * Writes a file that only its owner may read (0600), whole or not at all. With `force` it takes the place of another
 * regular file. Throws what `checkFree` throws, and PLAN_NOT_WRITTEN (exit 1).
 */
export async function writeOwnFile(path: string, text: string, {force}: {readonly force: boolean}): Promise<void> {
  await writeTrusted(path, text, {force, refuse: refused(path), failed: error => notWritten(path, error)})
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
