import type {FleetStatus, StatusFailure, StatusLine} from '../../operations/status-result.ts'
import {verdicts} from '../../rotation/judgement.ts'
import {columnLines, naturalWidth, type PlainColumn, type Rows} from '../columns.ts'
import {visible} from '../foreign.ts'
import type {View, ViewOptions} from '../view.ts'
import {cellWidth, cutMiddle, hanging, wrapWords} from '../width.ts'
import {type Moments, momentsOf} from './moments.ts'
import {narrowColumns} from './narrow.ts'
import {verdictText} from './verdict-words.ts'

/** Keeps the columns of two looks at different secrets in the same place where names are short. */
const usualName = 23

/** The fleet as a table, worst first, with what the numbers rest on below it. */
export const fleetView: View<FleetStatus> = (fleet, options) => {
  const times = momentsOf(options)
  const body = options.columns < narrowColumns ? stacked(fleet, times, options) : table(fleet, times, options)
  const rows = fleet.lines.length === 0 ? [] : [...body, '']
  return [...rows, ...fleetSummary(fleet, times, options)].join('\n')
}

function table(fleet: FleetStatus, times: Moments, options: ViewOptions): readonly string[] {
  const places = placesOf(fleet)
  const right = options.tty ? {align: 'right' as const} : {}
  const columns: PlainColumn[] = [
    {title: 'VERDICT'},
    {title: 'SECRET', cut: true, ...(options.tty ? {least: usualName} : {})},
    ...places.map(place => ({title: place.title})),
    {title: 'IN USE', ...right},
    {title: 'ROTATED', ...right},
    {title: 'NEXT BY', ...(options.tty ? {least: 8} : {})},
  ]
  const words = new Map(verdicts.map(verdict => [verdict, verdictText(verdict, options.theme)]))
  const lineCells = (line: StatusLine): string[] => [
    words.get(line.verdict)!,
    visible(line.name),
    ...places.map(place => visible(place.of(line))),
    inUse(line, times),
    rotated(line, times),
    nextBy(line, times, options),
  ]
  const rowsOf = (cells: (line: StatusLine) => string[]): Rows => ({
    count: fleet.lines.length,
    cells: index => cells(fleet.lines[index]!),
  })
  const layout = {columns: options.columns - 1, ellipsis: options.theme.signs.ellipsis, title: dimmed(options)}
  const beside = [...columns, {title: 'WHY'}]
  const whole = rowsOf(line => [...lineCells(line), whyText(line, times)])
  if (!Number.isFinite(layout.columns) || naturalWidth(beside, whole) <= layout.columns)
    return columnLines(beside, whole, layout)
  // No room beside the names, which matter more than a straight table: the reason goes below, under the name.
  const [titles, ...lines] = columnLines(columns, rowsOf(lineCells), layout)
  const indent = ' '.repeat(
    naturalWidth(
      [columns[0]!],
      rowsOf(line => [words.get(line.verdict)!]),
    ) + 2,
  )
  const below = (line: StatusLine): readonly string[] =>
    wrapWords(whyText(line, times), layout.columns - indent.length).map(part => `${indent}${part}`)
  return [titles!, ...lines.flatMap((line, index) => [line, ...below(fleet.lines[index]!)])]
}

function dimmed({theme}: ViewOptions): (text: string) => string {
  return text => theme.dim(text)
}

function stacked(fleet: FleetStatus, times: Moments, options: ViewOptions): readonly string[] {
  const {theme, columns} = options
  const places = placesOf(fleet)
  return fleet.lines.flatMap((line, index) => {
    const verdict = `${verdictText(line.verdict, theme)}  `
    return [
      ...(index === 0 ? [] : ['']),
      `${verdict}${cutMiddle(visible(line.name), columns - cellWidth(verdict), theme.signs.ellipsis)}`,
      ...places.map(place => `  ${place.title.toLowerCase()}: ${visible(place.of(line))}`),
      `  in use: ${inUse(line, times)}`,
      `  rotated: ${rotated(line, times)}`,
      `  next by: ${nextBy(line, times, options)}`,
      hanging('  why: ', whyText(line, times), columns),
    ]
  })
}

/** Named secrets and regions that could not be looked at. */
export function failureLines(failures: readonly StatusFailure[]): readonly string[] {
  return failures.map(({subject, message}) => `Not looked at: ${visible(subject)} (${visible(message)})`)
}

/** Columns that tell regions and accounts apart, where there are several. */
function placesOf(fleet: FleetStatus): readonly {title: string; of: (line: StatusLine) => string}[] {
  const several = (of: (line: StatusLine) => string): boolean => new Set(fleet.lines.map(line => of(line))).size > 1
  const account = {title: 'ACCOUNT', of: (line: StatusLine) => line.accountId}
  const region = {title: 'REGION', of: (line: StatusLine) => line.region}
  return [account, region].filter(place => several(place.of))
}

/** The value in use: how old; `~` where that is not known exactly. */
export function inUse(line: StatusLine, times: Moments): string {
  if (line.inUse === undefined) return line.current === undefined ? 'none' : '?'
  return `${line.inUse.from === line.inUse.to ? '' : '~'}${times.age(line.inUse.from)}`
}

export function rotated(line: StatusLine, times: Moments): string {
  return line.lastRotatedAt === undefined ? 'never' : times.age(line.lastRotatedAt)
}

export function nextBy(line: StatusLine, times: Moments, {theme}: ViewOptions): string {
  if (line.rotation !== 'on') return theme.signs.dash
  return line.nextBy === undefined ? '?' : times.due(line.nextBy)
}

/** The reason, and whose secret it is where the reason does not say so itself. */
export function whyText(line: StatusLine, times: Moments): string {
  const notes = [
    line.replicaOf === undefined ? undefined : `replica of ${line.replicaOf}`,
    line.owningService === undefined || line.verdict === 'healthy' ? undefined : `owned by ${line.owningService}`,
    line.externalType === undefined || line.verdict === 'healthy' ? undefined : 'managed external',
    line.deletedAt === undefined ? undefined : 'scheduled for deletion',
  ].filter(note => note !== undefined)
  return visible([times.why(line.why), ...notes].join('; '))
}

/** How many secrets, how many of each verdict, and what that rests on. */
export function fleetSummary(fleet: FleetStatus, times: Moments, options: ViewOptions): readonly string[] {
  const counts = verdicts
    .map(verdict => ({verdict, count: fleet.lines.filter(line => line.verdict === verdict).length}))
    .filter(({count}) => count > 0)
    .map(({verdict, count}) => `${count} ${verdict}`)
  const shown = fleet.lines.length === fleet.seen ? '' : `${fleet.lines.length} of `
  const secrets = `${shown}${fleet.seen} ${fleet.seen === 1 ? 'secret' : 'secrets'}`
  const seconds = ((fleet.endedAt - fleet.startedAt) / 1000).toFixed(1)
  const lines = [
    `${secrets}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}    ${fleet.calls} calls, ${seconds}s`,
    ...basis(fleet, times),
  ]
  if (fleet.lines.some(line => line.verdict === 'healthy'))
    lines.push('Labels, schedule and events only: no target was asked, so healthy does not prove that a value works.')
  return lines.flatMap(line => wrapWords(line, options.columns))
}

function basis(fleet: FleetStatus, times: Moments): readonly string[] {
  const {listedAt, describedAt} = fleet
  if (listedAt === undefined) return describedAt === undefined ? [] : [`Described ${times.clock(describedAt)}.`]
  const again =
    describedAt === undefined
      ? '.'
      : `; every line but off and healthy was described again by ${times.clock(describedAt)}.`
  return [`Listed ${times.clock(listedAt)} (may lag 5m)${again}`]
}
