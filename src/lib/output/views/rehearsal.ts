import type {
  ExportResult,
  ImportResult,
  NamedRecord,
  RecordFate,
  RecordList,
} from '../../operations/rehearsal-records.ts'
import {powersOf} from '../../rehearse/record.ts'
import {visible} from '../foreign.ts'
import {type Column, table} from '../table.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {momentsOf} from './moments.ts'

/** Hex digits of an id that are shown on a terminal. */
const SHOWN_DIGITS = 12

/** Records as a table, then files that are not taken for one. */
export const rehearsalListView: View<RecordList> = ({folder, records, notRead}, options) => {
  const lost = notRead.map(({reason}) =>
    hanging(`${options.theme.mark('warning')} `, `not read: ${visible(reason)}`, options.columns),
  )
  if (records.length === 0) return [`Nothing was rehearsed: ${visible(folder)} holds no record.`, ...lost].join('\n')
  return [table(columnsFor(options), records, options), ...lost].join('\n')
}

function columnsFor(options: ViewOptions): readonly Column<NamedRecord>[] {
  const moments = momentsOf(options)
  return [
    {header: 'KEY', cell: ({id}) => idText(id, options)},
    {
      header: options.tty ? 'AGE' : 'REHEARSED',
      cell: ({record}) => moments.age(Date.parse(record.rehearsedAt)),
      align: options.tty ? 'right' : 'left',
    },
    {header: 'VERDICT', cell: ({record}) => record.verdict},
    {header: 'KIND', cell: ({record}) => record.kind},
    {header: 'HANDLER', cell: ({record}) => record.key.handler, overflow: 'middle'},
    {header: 'RUNTIME', cell: ({record}) => record.key.runtimeMajor},
    {header: 'ALLOWS', cell: allowsText, overflow: 'wrap'},
    ...(options.tty ? [] : [{header: 'CODE', cell: ({record}: NamedRecord) => record.key.codeSha256}]),
  ]
}

function allowsText({record}: NamedRecord): string {
  const {resume, testSecretIsProbe, testSecretIsSafe} = powersOf({kind: 'record', record})
  const allowed = [
    ...(resume ? ['resume'] : []),
    ...(testSecretIsProbe ? ['testSecret as probe'] : []),
    ...(testSecretIsSafe ? ['testSecret is safe'] : []),
  ]
  return allowed.length === 0 ? 'nothing' : allowed.join(', ')
}

export const rehearsalExportView: View<ExportResult> = ({path, records}, {theme}) =>
  `${theme.mark('good')} wrote ${countText(records.length)} to ${visible(path)}`

/** What is taken and what is not. */
export const rehearsalImportPlanView: View<readonly RecordFate[]> = (fates, options) =>
  fates.map(one => hanging(`  ${words[one.fate]}  `, fateText(one, options), options.columns)).join('\n')

const words = {new: 'new     ', replaces: 'replaces', kept: 'stays   '} as const

function fateText({id, record, fate, here}: RecordFate, options: ViewOptions): string {
  const {verdict, rehearsedAt, key} = record
  const what = `${idText(id, options)}  ${verdict}, rehearsed ${rehearsedAt}: ${visible(key.handler)} on ${key.runtimeMajor}`
  if (fate === 'new') return what
  if (fate === 'kept') return `${what}; the one that is here is as new`
  const before = here === undefined ? 'what cannot be read' : `${here.verdict} of ${here.rehearsedAt}`
  return `${what}; in place of ${before}`
}

export const rehearsalImportView: View<ImportResult> = ({outcome, fates}, {theme}) => {
  if (outcome === 'planned') return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'nothing') return `${theme.mark('off')} nothing to import: what is here is as new`
  return `${theme.mark('good')} imported ${countText(fates.filter(({fate}) => fate !== 'kept').length)}`
}

function idText(id: string, {tty}: ViewOptions): string {
  return tty ? id.slice(0, SHOWN_DIGITS) : id
}

function countText(count: number): string {
  return count === 1 ? 'one record' : `${count} records`
}
