import {EXIT, SecrotError} from '../errors.ts'
import {codeOf, readTrusted, type Refuse, writeTrusted} from '../plan/own-file.ts'
import type {RehearsalRecord} from '../rehearse/record.ts'
import {parseRecordsFile} from './parse.ts'

const MOST_BYTES = 16 * 1024 * 1024

/**
 * Records from a file that came from elsewhere: a regular file of the effective user, not writable by others, reached by no
 * symlink, with no member more or less. Throws RECORDS_FILE_REFUSED and RECORDS_FILE_INVALID (exit 2).
 */
export async function readRecordsFile(path: string): Promise<readonly RehearsalRecord[]> {
  const parsed = parseRecordsFile(await readTrusted(path, MOST_BYTES, refused(path)))
  if (parsed.kind === 'records') return parsed.records
  throw new SecrotError({
    code: 'RECORDS_FILE_INVALID',
    message: `${path} holds no records of rehearsals: ${parsed.reason}.`,
    hint: 'Nothing of it was taken. Records are written by: secrot rehearsal export --out FILE',
    exit: EXIT.usage,
  })
}

/**
 * Writes records into one file (0600), whole or not at all. Throws RECORDS_FILE_REFUSED (exit 2) for a path where something
 * is, and RECORDS_NOT_WRITTEN (exit 1).
 */
export async function writeRecordsFile(
  path: string,
  records: readonly RehearsalRecord[],
  {force}: {readonly force: boolean},
): Promise<void> {
  const text = `${JSON.stringify({formatVersion: 1, records}, null, 2)}\n`
  await writeTrusted(path, text, {force, refuse: refused(path), failed: error => notWritten(path, error)})
}

function refused(path: string): Refuse {
  return (reason, hint) =>
    new SecrotError({
      code: 'RECORDS_FILE_REFUSED',
      message: `${path} ${reason}.`,
      exit: EXIT.usage,
      ...(hint === undefined ? {} : {hint}),
    })
}

function notWritten(path: string, cause: unknown): SecrotError {
  return new SecrotError({
    code: 'RECORDS_NOT_WRITTEN',
    message: `The records could not be written to ${path} (${codeOf(cause)}).`,
    hint: 'Name a file in a folder of your own: --out FILE',
    cause,
  })
}
