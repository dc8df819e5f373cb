import {EXIT, SecrotError} from '../errors.ts'
import {recordsFolder} from '../records/folder.ts'
import {readRecordsFile, writeRecordsFile} from '../records/files.ts'
import {listRecords, recordId, recordOf, saveRecord} from '../records/store.ts'
import {powersOf, type RehearsalRecord} from '../rehearse/record.ts'
import type {Ask} from './context.ts'

/** A record under the name that commands know it by. */
export interface NamedRecord {
  /** Hex digits; the first twelve are shown on a terminal. */
  readonly id: string
  readonly record: RehearsalRecord
}

export interface RecordList {
  readonly folder: string
  /** Newest first. */
  readonly records: readonly NamedRecord[]
  readonly notRead: readonly {readonly file: string; readonly reason: string}[]
}

/** All records of this machine. Throws RECORDS_NOT_TRUSTED (exit 1). */
export async function rehearsalRecords(stateFolder: string): Promise<RecordList> {
  const {records, notRead} = await listRecords(stateFolder)
  return {folder: recordsFolder(stateFolder), records: records.map(named), notRead}
}

export interface ExportOptions {
  readonly stateFolder: string
  /** Ids, or how they begin; none: all. */
  readonly ids: readonly string[]
  readonly path: string
  readonly force: boolean
}

export interface ExportResult {
  readonly path: string
  readonly records: readonly NamedRecord[]
}

/**
 * Writes records into one file. Throws RECORD_NOT_FOUND (exit 1), also where there is none at all, RECORD_AMBIGUOUS (exit
 * 2), and what `writeRecordsFile` throws.
 */
export async function exportRecords({stateFolder, ids, path, force}: ExportOptions): Promise<ExportResult> {
  const {records: all, folder} = await rehearsalRecords(stateFolder)
  const records = ids.length === 0 ? all : [...new Set(ids.map(id => oneOf(all, id, folder)))]
  if (records.length === 0) throw notFound(`${folder} holds no record of a rehearsal.`)
  await writeRecordsFile(
    path,
    records.map(({record}) => record),
    {force},
  )
  return {path, records}
}

function oneOf(all: readonly NamedRecord[], typed: string, folder: string): NamedRecord {
  const wanted = typed.toLowerCase()
  const found = all.filter(({id}) => id.startsWith(wanted))
  const [first] = found
  if (first === undefined || wanted === '') throw notFound(`${folder} has no record ${JSON.stringify(typed)}.`)
  if (found.length === 1) return first
  throw new SecrotError({
    code: 'RECORD_AMBIGUOUS',
    message: `${found.length} records begin with ${typed}.`,
    hint: 'Type more of it; all of it is in: secrot rehearsal list --json',
    exit: EXIT.usage,
  })
}

function notFound(message: string): SecrotError {
  return new SecrotError({code: 'RECORD_NOT_FOUND', message, hint: 'See what there is: secrot rehearsal list'})
}

/** What becomes of a record of the file. `kept`: the one that is here is the same or newer. */
export interface RecordFate extends NamedRecord {
  readonly fate: 'new' | 'replaces' | 'kept'
  /** What is here under the same key. Absent: nothing, or nothing that can be read. */
  readonly here?: RehearsalRecord
}

export interface ImportOptions {
  readonly stateFolder: string
  readonly path: string
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** What is taken and what is not, before the question. */
  readonly onPlan: (fates: readonly RecordFate[]) => void
}

export interface ImportResult {
  /** `nothing`: all that the file holds is here already. */
  readonly outcome: 'imported' | 'planned' | 'declined' | 'nothing'
  readonly path: string
  readonly fates: readonly RecordFate[]
}

/**
 * Takes records over from a file, after a question: they decide what is sent to functions. Of two records of one key the
 * newer stays. Throws what `readRecordsFile` throws, and RECORDS_NOT_WRITABLE (exit 1).
 */
export async function importRecords(
  {ask}: {readonly ask: Ask},
  {stateFolder, path, yes, dryRun, onPlan}: ImportOptions,
): Promise<ImportResult> {
  const fates: RecordFate[] = []
  for (const record of await readRecordsFile(path)) fates.push(await fateOf(stateFolder, record))
  onPlan(fates)
  const taken = fates.filter(({fate}) => fate !== 'kept')
  if (taken.length === 0) return {outcome: 'nothing', path, fates}
  if (dryRun) return {outcome: 'planned', path, fates}
  const message = questionOf(taken)
  if (!(await ask.confirm({message, answeredBy: '--yes', answer: yes === true ? true : undefined})))
    return {outcome: 'declined', path, fates}
  for (const {record} of taken) await saveRecord(stateFolder, record)
  return {outcome: 'imported', path, fates}
}

async function fateOf(stateFolder: string, record: RehearsalRecord): Promise<RecordFate> {
  const here = await recordOf(stateFolder, record.key)
  if (here.kind !== 'record') return {...named(record), fate: here.kind === 'never' ? 'new' : 'replaces'}
  const fate = record.rehearsedAt > here.record.rehearsedAt ? 'replaces' : 'kept'
  return {...named(record), fate, here: here.record}
}

function questionOf(taken: readonly RecordFate[]): string {
  const count = taken.length === 1 ? 'one record' : `${taken.length} records`
  const unlocking = taken.filter(({record}) => powersOf({kind: 'record', record}).resume).length
  if (unlocking === 0) return `Import ${count}?`
  const all = unlocking === taken.length
  const those = unlocking === 1 ? `${all ? 'It' : 'One of them'} lets` : `${all ? 'They' : `${unlocking} of them`} let`
  return `Import ${count}? ${those} step and doctor send setSecret and finishSecret to that code.`
}

function named(record: RehearsalRecord): NamedRecord {
  return {id: recordId(record.key), record}
}
