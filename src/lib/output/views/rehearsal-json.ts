import type {ExportResult, ImportResult, NamedRecord, RecordList} from '../../operations/rehearsal-records.ts'
import {type Powers, powersOf, type RehearsalRecord} from '../../rehearse/record.ts'

/** The answer of `rehearsal list --json`. */
export interface RehearsalListJson {
  readonly folder: string
  readonly records: readonly RecordJson[]
  readonly notRead: RecordList['notRead']
}

interface RecordJson {
  readonly id: string
  readonly key: RehearsalRecord['key']
  readonly verdict: RehearsalRecord['verdict']
  readonly kind: RehearsalRecord['kind']
  readonly rehearsedAt: string
  readonly secrot: string
  readonly seed: number
  readonly failed: readonly string[]
  readonly allows: Powers
}

export function rehearsalListJson({folder, records, notRead}: RecordList): RehearsalListJson {
  return {folder, records: records.map(recordJson), notRead}
}

function recordJson({id, record}: NamedRecord): RecordJson {
  const {key, verdict, kind, rehearsedAt, secrot, seed, items} = record
  const failed = Object.keys(items).filter(item => items[item] === 'fail')
  return {id, key, verdict, kind, rehearsedAt, secrot, seed, failed, allows: powersOf({kind: 'record', record})}
}

/** The answer of `rehearsal export --json`. */
export interface RehearsalExportJson {
  readonly path: string
  readonly records: readonly string[]
}

export function rehearsalExportJson({path, records}: ExportResult): RehearsalExportJson {
  return {path, records: records.map(({id}) => id)}
}

/** The answer of `rehearsal import --json`. */
export interface RehearsalImportJson {
  readonly outcome: ImportResult['outcome']
  readonly path: string
  readonly records: readonly {
    readonly id: string
    readonly verdict: RehearsalRecord['verdict']
    readonly fate: ImportResult['fates'][number]['fate']
  }[]
}

export function rehearsalImportJson({outcome, path, fates}: ImportResult): RehearsalImportJson {
  return {outcome, path, records: fates.map(({id, record, fate}) => ({id, verdict: record.verdict, fate}))}
}
