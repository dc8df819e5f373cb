import {columnLines, fewRows, naturalWidth, type PlainColumn} from './columns.ts'
import type {ViewOptions} from './view.ts'
import {cutMiddle, hanging, wrapWords} from './width.ts'

/** Cells hold painted or plain text, foreign text already made visible; so does the reason. */
export interface ReasonRow {
  readonly cells: readonly string[]
  readonly reason: string
}

/** Narrower than this a line of cells has no room either. */
const narrowest = 60

/**
 * A table whose last column is a text of any length. Where it has no room beside the cells it stands below them, under the
 * second column; under 60 columns each row becomes `title: cell` lines.
 */
export function reasonTable(
  columns: readonly PlainColumn[],
  rows: readonly ReasonRow[],
  title: string,
  options: ViewOptions,
): readonly string[] {
  const {theme} = options
  const layout = {
    columns: options.columns - 1,
    ellipsis: theme.signs.ellipsis,
    title: (text: string) => theme.dim(text),
  }
  const beside = [...columns, {title}]
  const whole = fewRows(rows.map(({cells, reason}) => [...cells, reason]))
  if (!Number.isFinite(layout.columns) || naturalWidth(beside, whole) <= layout.columns)
    return columnLines(beside, whole, layout)
  if (options.columns < narrowest) return rows.flatMap((row, index) => keyValues(beside, row, index, options))
  const cells = fewRows(rows.map(row => row.cells))
  const [titles = '', ...lines] = columnLines(columns, cells, layout)
  const indent = ' '.repeat(naturalWidth(columns.slice(0, 1), fewRows(rows.map(row => row.cells.slice(0, 1)))) + 2)
  const below = (reason: string): readonly string[] =>
    wrapWords(reason, layout.columns - indent.length).map(part => `${indent}${part}`)
  return [titles, ...lines.flatMap((line, index) => [line, ...below(rows[index]?.reason ?? '')])]
}

function keyValues(
  columns: readonly PlainColumn[],
  {cells, reason}: ReasonRow,
  index: number,
  options: ViewOptions,
): readonly string[] {
  const [first, ...rest] = [...cells, reason]
  const line = (text: string, at: number): string => {
    const column = columns[at + 1]
    const key = `  ${column?.title.toLowerCase() ?? ''}: `
    const room = options.columns - key.length
    return hanging(
      key,
      column?.cut === true ? cutMiddle(text, room, options.theme.signs.ellipsis) : text,
      options.columns,
    )
  }
  const lines = [first, ...rest.map((text, at) => line(text, at))]
  return index === 0 ? lines : ['', ...lines]
}
