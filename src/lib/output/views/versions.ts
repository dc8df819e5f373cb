import type {VersionLine} from '../../operations/status-result.ts'
import type {SecretVersions} from '../../operations/versions.ts'
import {columnLines, fewRows, naturalWidth, type PlainColumn} from '../columns.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type Moments, momentsOf} from './moments.ts'
import {narrowColumns} from './narrow.ts'

/** AWS's own key of Secrets Manager, as ListSecretVersionIds and as people name it. */
const ownKey = {id: 'DefaultEncryptionKey', alias: 'aws/secretsmanager'}

/** The versions of a secret as a table. */
export const versionsView: View<SecretVersions> = (result, options) => {
  const count = `${result.versions.length} ${result.versions.length === 1 ? 'version' : 'versions'}`
  const which = result.deprecatedShown ? 'those without labels included' : 'with labels'
  if (result.versions.length === 0) return `${visible(result.name)} has no versions: it holds no value yet.`
  const sum = hanging('', `${count} of ${visible(result.name)}, ${which}`, options.columns)
  return [...versionTable(result.versions, options), '', sum].join('\n')
}

/**
 * Lines of the table that `versions` and `status SECRET` share. On a terminal without room for dates it shows ages, and
 * under 60 columns `key: value` lines.
 */
export function versionTable(versions: readonly VersionLine[], options: ViewOptions): readonly string[] {
  const {theme} = options
  const title = (text: string): string => theme.dim(text)
  for (const written of [wholeDate, ageOnly]) {
    const columns = columnsFor(written, options)
    const rows = fewRows(versions.map(version => cells(version, written, options)))
    if (naturalWidth(columns, rows) <= options.columns && options.columns >= narrowColumns)
      return columnLines(columns, rows, {columns: options.columns, ellipsis: theme.signs.ellipsis, title})
  }
  const titles = columnsFor(wholeDate, options).map(column => column.title.toLowerCase())
  const blocks = versions.map(version =>
    cells(version, wholeDate, options).map((cell, index) =>
      hanging(`${titles[index]!}: `, cell.trimEnd(), options.columns),
    ),
  )
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))
}

/** How a version's date is written, and how wide that is on a terminal. */
interface Written {
  readonly width: number
  text(at: number, times: Moments, options: ViewOptions): string
}

const wholeDate: Written = {
  width: 26,
  text: (at, times, {tty}) => (tty ? `${times.full(at)}  ${times.age(at).padEnd(4)}` : times.full(at)),
}
const ageOnly: Written = {width: 7, text: (at, times) => times.age(at)}

function columnsFor(written: Written, {tty}: ViewOptions): readonly PlainColumn[] {
  const least = (width: number): {least?: number} => (tty ? {least: width} : {})
  return [
    {title: 'VERSION'},
    {title: 'LABELS'},
    {title: 'WRITTEN', ...least(written.width)},
    {title: 'VALUE', ...least(14)},
    {title: 'READ', ...least(10)},
    {title: 'KEY'},
  ]
}

function cells(version: VersionLine, written: Written, options: ViewOptions): readonly string[] {
  const {dash} = options.theme.signs
  const {writtenAt, lastAccessedAt} = version
  const labels = version.labels.length === 0 ? dash : version.labels.map(label => visible(label)).join(', ')
  return [
    shortId(visible(version.versionId), options),
    labels,
    writtenAt === undefined ? '?' : written.text(writtenAt, momentsOf(options), options),
    version.presence === 'unknown' ? '?' : version.presence,
    lastAccessedAt === undefined ? dash : new Date(lastAccessedAt).toISOString().slice(0, 10),
    keyText(version.kmsKeyIds, options) ?? '?',
  ]
}

/** Alias or id of the keys; an ARN says account and region too, which a terminal has no room for. */
function keyText(keys: readonly string[], options: ViewOptions): string | undefined {
  if (keys.length === 0) return undefined
  const names = keys.map(key => {
    if (key === ownKey.id) return ownKey.alias
    const short = /:(alias\/.+)$/.exec(key)?.[1] ?? /(?::key\/|^)([^:]+)$/.exec(key)?.[1] ?? key
    return options.tty ? short : key
  })
  return visible([...new Set(names)].join(', '))
}
