import {createHash, randomBytes} from 'node:crypto'
import {access, constants, mkdir, rename, rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {SecrotError} from '../errors.ts'
import {distrust} from '../journal/folder.ts'
import {codeOf, readTrusted, writeNew} from '../plan/own-file.ts'
import {keyText, type RecordKey, type Rehearsal, type RehearsalRecord} from '../rehearse/record.ts'
import {recordExtension, recordFiles, recordsFolder} from './folder.ts'
import {parseRecord} from './parse.ts'

/** A record holds a verdict for each item and a policy. */
const MOST_BYTES = 1024 * 1024

/** Names a record in files and on the command line: a digest of its key. */
export function recordId(key: RecordKey): string {
  return createHash('sha256').update(keyText(key)).digest('hex')
}

/** What lies in the folder: records, newest first, and files that are not taken for one, with the reason. */
export interface KeptRecords {
  readonly records: readonly RehearsalRecord[]
  readonly notRead: readonly {readonly file: string; readonly reason: string}[]
}

/**
 * The record of a key. What lies in its place and cannot be trusted (another user's, one that others may write to, a
 * symlink, one whose content is no record of this key) counts as unread, which unlocks as little as no record.
 */
export async function recordOf(stateFolder: string, key: RecordKey): Promise<Rehearsal> {
  const folder = recordsFolder(stateFolder)
  const names = await recordFiles(folder)
  if (typeof names === 'string') return {kind: 'unread', reason: `${folder}: ${names}`}
  const name = `${recordId(key)}${recordExtension}`
  if (!names.includes(name)) return {kind: 'never'}
  const reason = await distrust(folder)
  if (reason !== undefined) return {kind: 'unread', reason: `${folder}: ${reason}`}
  const read = await readOne(folder, name)
  return typeof read === 'string' ? {kind: 'unread', reason: read} : {kind: 'record', record: read}
}

/** All records. Throws RECORDS_NOT_TRUSTED (exit 1) for a folder that belongs to somebody else or may be written by others. */
export async function listRecords(stateFolder: string): Promise<KeptRecords> {
  const folder = recordsFolder(stateFolder)
  const names = await recordFiles(folder)
  if (typeof names === 'string') throw notTrusted(folder, names)
  if (names.length === 0) return {records: [], notRead: []}
  const reason = await distrust(folder)
  if (reason !== undefined) throw notTrusted(folder, reason)
  const records: RehearsalRecord[] = []
  const notRead: {file: string; reason: string}[] = []
  for (const name of names) {
    const read = await readOne(folder, name)
    if (typeof read === 'string') notRead.push({file: join(folder, name), reason: read})
    else records.push(read)
  }
  return {records: records.sort((one, other) => (one.rehearsedAt < other.rehearsedAt ? 1 : -1)), notRead}
}

/** Why no record can be kept there, as far as a look tells that makes nothing; undefined: nothing speaks against it. */
export async function keepingObstacle(stateFolder: string): Promise<SecrotError | undefined> {
  const folder = recordsFolder(stateFolder)
  let place = folder
  for (;;) {
    try {
      await access(place, constants.W_OK | constants.X_OK)
      break
    } catch (error) {
      // What is not there yet is made in what is above it.
      if (codeOf(error) !== 'ENOENT' || dirname(place) === place) return notWritable(folder, codeOf(error), error)
      place = dirname(place)
    }
  }
  for (const each of [stateFolder, folder].filter(one => place.startsWith(one))) {
    const reason = await distrust(each)
    if (reason !== undefined) return notWritable(each, reason)
  }
  return undefined
}

/**
 * Keeps a record in place of another one of the same key: whole or not at all, in a folder (0700) and a file (0600) of the
 * effective user. Throws RECORDS_NOT_WRITABLE (exit 1).
 */
export async function saveRecord(stateFolder: string, record: RehearsalRecord): Promise<void> {
  const folder = recordsFolder(stateFolder)
  const text = `${JSON.stringify(record, null, 2)}\n`
  const parsed = parseRecord(text)
  if (parsed.kind === 'invalid') throw notWritable(folder, parsed.reason)
  try {
    await mkdir(folder, {recursive: true, mode: 0o700})
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw notWritable(folder, codeOf(error), error)
  }
  for (const each of [stateFolder, folder]) {
    const reason = await distrust(each)
    if (reason !== undefined) throw notWritable(each, reason)
  }
  const path = join(folder, `${recordId(record.key)}${recordExtension}`)
  const written = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeNew(written, text)
    await rename(written, path)
  } catch (error) {
    await rm(written, {force: true})
    throw notWritable(path, codeOf(error), error)
  }
}

/** A record, or why the file is not taken for one. */
async function readOne(folder: string, name: string): Promise<RehearsalRecord | string> {
  let text: string
  try {
    text = await readTrusted(
      join(folder, name),
      MOST_BYTES,
      reason => new SecrotError({code: 'RECORD_REFUSED', message: reason}),
    )
  } catch (error) {
    if (error instanceof SecrotError && error.code === 'RECORD_REFUSED') return `${name} ${error.message}`
    throw error
  }
  const parsed = parseRecord(text)
  if (parsed.kind === 'invalid') return `${name}: ${parsed.reason}`
  const [record] = parsed.records
  if (record === undefined || `${recordId(record.key)}${recordExtension}` !== name)
    return `${name}: it is the record of another function than its name says`
  return record
}

function notTrusted(folder: string, reason: string): SecrotError {
  return new SecrotError({
    code: 'RECORDS_NOT_TRUSTED',
    message: `The records of rehearsals in ${folder} are not read: ${reason}.`,
    hint: 'Set SECROT_STATE_DIR to a folder of your own.',
  })
}

function notWritable(path: string, reason: string, cause?: unknown): SecrotError {
  return new SecrotError({
    code: 'RECORDS_NOT_WRITABLE',
    message: `No record of a rehearsal can be kept in ${path} (${reason}).`,
    hint: 'Set SECROT_STATE_DIR to a folder of your own.',
    cause,
  })
}
