import Table from 'cli-table3'
import {visible} from './foreign.ts'
import type {ViewOptions} from './view.ts'
import {cellWidth, cutMiddle, hanging, wrapWords} from './width.ts'

export interface Column<Row> {
  readonly header: string
  /** Plain text; foreign text is escaped here. A cell is never blank: `–` does not apply, `?` could not be read. */
  readonly cell: (row: Row) => string
  /** Colour of the cell, put on after it was cut. */
  readonly style?: (text: string, row: Row) => string
  /** Absent: left. */
  readonly align?: 'left' | 'right'
  /** Narrowest width in a terminal. Absent: what the cells need. */
  readonly min?: number
  /**
   * What gives way when the terminal is too narrow: `middle` cuts a name in its middle, never at its end; `wrap` breaks a
   * text over several lines. Absent: the column keeps its width.
   */
  readonly overflow?: 'middle' | 'wrap'
}

const gap = 2
const narrowest = 60
const smallest = {middle: 14, wrap: 20} as const

/**
 * Rows as a table without boxes: dim headers, two spaces between columns. In a pipe nothing is cut; in a terminal under
 * 60 columns, or where the columns do not fit, each row becomes `key: value` lines.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: ViewOptions): string {
  const texts = rows.map(row => columns.map(column => visible(column.cell(row))))
  const widths = fit(columns, texts, options.columns)
  if (options.tty && (options.columns < narrowest || totalWidth(widths) > options.columns)) {
    return keyValueLines(columns, rows, texts, options)
  }
  const drawn = new Table({
    chars: noBorders,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
    colAligns: columns.map(column => column.align ?? 'left'),
    colWidths: [...widths],
  })
  drawn.push(columns.map(column => options.theme.dim(column.header)))
  for (const [at, row] of rows.entries()) {
    const cells = columns.map((column, index) =>
      styled(column, row, texts[at]?.[index] ?? '', widths[index] ?? 0, options.theme.signs.ellipsis).split('\n'),
    )
    // A line is a row of its own: cli-table3 takes the square of a cell's length for one of several lines.
    const height = Math.max(...cells.map(lines => lines.length))
    for (let line = 0; line < height; line += 1) drawn.push(cells.map(lines => lines[line] ?? ''))
  }
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left']
    .concat(['bottom-right', 'left-mid', 'mid-mid', 'right-mid'])
    .map(name => [name, ''])
    .concat([['middle', ' '.repeat(gap)]]),
) as Record<string, string>

function styled<Row>(column: Column<Row>, row: Row, text: string, width: number, ellipsis: string): string {
  const cut = column.overflow === 'middle' ? cutMiddle(text, width, ellipsis) : wrapWords(text, width).join('\n')
  return column.style === undefined ? cut : column.style(cut, row)
}

/** Widths of the columns: what they need, less what the terminal does not have. */
function fit<Row>(
  columns: readonly Column<Row>[],
  texts: readonly (readonly string[])[],
  available: number,
): readonly number[] {
  const widths = columns.map((column, index) =>
    Math.max(cellWidth(column.header), column.min ?? 0, ...texts.map(cells => cellWidth(cells[index] ?? ''))),
  )
  let excess = totalWidth(widths) - available
  for (const kind of ['wrap', 'middle'] as const) {
    for (const [index, column] of columns.entries()) {
      if (excess <= 0 || column.overflow !== kind) continue
      const width = widths[index] ?? 0
      const least = Math.max(cellWidth(column.header), Math.min(width, smallest[kind]))
      const narrower = Math.max(least, width - excess)
      excess -= width - narrower
      widths[index] = narrower
    }
  }
  return widths
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, gap * (widths.length - 1))
}

function keyValueLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  texts: readonly (readonly string[])[],
  {theme, columns: available}: ViewOptions,
): string {
  const fitted = (column: Column<Row>, key: string, text: string, row: Row): string => {
    const cut = column.overflow === 'middle' ? cutMiddle(text, available - key.length, theme.signs.ellipsis) : text
    const value = column.style === undefined ? cut : column.style(cut, row)
    return hanging(theme.dim(key), value, available)
  }
  return rows
    .map((row, at) =>
      columns
        .map((column, index) => {
          return fitted(column, `${column.header.toLowerCase()}: `, texts[at]?.[index] ?? '', row)
        })
        .join('\n'),
    )
    .join('\n\n')
}
