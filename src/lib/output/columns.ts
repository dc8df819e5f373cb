import {cellWidth, cutMiddle} from './width.ts'

/** One column of a long table. Cells hold painted or plain text, foreign text already made visible. */
export interface PlainColumn {
  readonly title: string
  readonly align?: 'right'
  /** Never narrower than this where there is room. Absent: what the cells need. */
  readonly least?: number
  /** Gives way when the line is too long: its cells lose their middle. Painted cells must not be cut. */
  readonly cut?: true
}

/** Rows whose cells are made when they are wanted: a fleet has too many to keep all of them. */
export interface Rows {
  readonly count: number
  cells(index: number): readonly string[]
}

/** Narrower than this no cell is cut. */
const narrowest = 14
const gap = '  '

/**
 * Lines of a table without boxes, titles first, for tables of any length: `table` in table.ts takes 25 s for 10,000 rows
 * on the library it stands on, this one a fraction of one.
 */
export function columnLines(
  columns: readonly PlainColumn[],
  rows: Rows,
  options: {readonly columns: number; readonly ellipsis: string; readonly title: (text: string) => string},
): readonly string[] {
  const cellsOf = measurer()
  const widths = fitted(columns, rows, options.columns)
  const line = (cells: readonly string[]): string => {
    const parts = cells.map((cell, index) => {
      const width = widths[index]!
      const used = cellsOf(cell)
      const text = used > width ? cutMiddle(cell, width, options.ellipsis) : cell
      const blank = ' '.repeat(Math.max(0, width - used))
      return columns[index]!.align === 'right' ? `${blank}${text}` : `${text}${blank}`
    })
    return parts.join(gap).trimEnd()
  }
  const lines = [options.title(line(columns.map(column => column.title)))]
  for (let index = 0; index < rows.count; index += 1) lines.push(line(rows.cells(index)))
  return lines
}

/** Cells that the table takes without cutting anything. */
export function naturalWidth(columns: readonly PlainColumn[], rows: Rows): number {
  return naturalWidths(columns, rows).reduce((sum, width) => sum + width, gap.length * (columns.length - 1))
}

function naturalWidths(columns: readonly PlainColumn[], rows: Rows): readonly number[] {
  const cellsOf = measurer()
  const widths = columns.map(column => column.title.length)
  for (let index = 0; index < rows.count; index += 1) {
    for (const [at, cell] of rows.cells(index).entries()) widths[at] = Math.max(widths[at] ?? 0, cellsOf(cell))
  }
  return widths
}

/** Rows that are few. */
export function fewRows(rows: readonly (readonly string[])[]): Rows {
  return {count: rows.length, cells: index => rows[index] ?? []}
}

function fitted(columns: readonly PlainColumn[], rows: Rows, room: number): readonly number[] {
  const natural = naturalWidths(columns, rows)
  const widths = natural.map((width, index) => Math.max(width, columns[index]!.least ?? 0))
  const over = (): number => widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1)) - room
  for (const [index, column] of columns.entries()) {
    // The wish to be wide goes first, then text is cut.
    if (over() > 0) widths[index] = Math.max(natural[index]!, widths[index]! - over())
    if (over() > 0 && column.cut === true)
      widths[index] = Math.max(Math.min(natural[index]!, narrowest), widths[index]! - over())
  }
  return widths
}

// string-width segments graphemes, which is slow. Nearly all cells are plain ASCII, and the others few and repeated.
function measurer(): (text: string) => number {
  const known = new Map<string, number>()
  return text => {
    if (/^[\x20-\x7e]*$/.test(text)) return text.length
    const width = known.get(text) ?? cellWidth(text)
    known.set(text, width)
    return width
  }
}
