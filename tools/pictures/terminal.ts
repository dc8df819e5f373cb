import pty from '@lydell/node-pty'
import xterm, {type IBufferCell, type IBufferLine} from '@xterm/headless'
import type {Span, Style} from './svg.ts'

export interface TerminalRun {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  /** The command line as a person would have typed it; it becomes the first row. */
  readonly typed: string
  /** Pressed with Enter at each question that ends in `(y/N…)`. */
  readonly answers?: readonly string[]
}

export interface TerminalEnd {
  readonly exitCode: number
  /** All that stands in the terminal, the lines that were scrolled away included. */
  readonly rows: readonly (readonly Span[])[]
}

const QUESTION = /\? .*\(y\/N[^)]*\)\s*$/

/** Runs a command in a pseudo-terminal to its end and reads what stands there then. */
export async function runInTerminal(run: TerminalRun): Promise<TerminalEnd> {
  const screen = new xterm.Terminal({cols: run.columns, rows: 60, scrollback: 2000, allowProposedApi: true})
  screen.write(`\u001b[1m$ ${run.typed}\u001b[0m\r\n`)
  const child = pty.spawn(run.file, [...run.args], {
    name: 'xterm-256color',
    cols: run.columns,
    rows: 60,
    cwd: run.cwd,
    env: run.env,
  })
  const answers = [...(run.answers ?? [])]
  let line = ''
  child.onData(data => {
    screen.write(data)
    line = plain(line + data)
    if (answers.length === 0 || !QUESTION.test(line)) return
    line = ''
    child.write(`${answers.shift() ?? ''}\r`)
  })
  const exitCode = await new Promise<number>(resolve => child.onExit(end => resolve(end.exitCode)))
  await new Promise<void>(resolve => screen.write('', resolve))
  const rows = rowsOf(screen)
  screen.dispose()
  return {exitCode, rows}
}

/** What stands there, without colours. */
export function textOf(rows: TerminalEnd['rows']): string {
  return rows
    .map(spans => spans.reduce((line, {column, text}) => `${line.padEnd(column)}${text}`, '').trimEnd())
    .join('\n')
}

/** The newest line without colours and cursor moves. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const visible = text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
  return visible.slice(visible.lastIndexOf('\n') + 1)
}

function rowsOf(screen: xterm.Terminal): Span[][] {
  const {active} = screen.buffer
  const rows = Array.from({length: active.length}, (_, row) => spansOf(active.getLine(row)))
  return rows.slice(0, rows.findLastIndex(spans => spans.length > 0) + 1)
}

function spansOf(line: IBufferLine | undefined): Span[] {
  const spans: {column: number; text: string; style: Style}[] = []
  if (line === undefined) return []
  for (let column = 0; column < line.length; column++) {
    const cell = line.getCell(column)
    // The second half of a wide character has no width of its own.
    if (cell === undefined || cell.getWidth() === 0) continue
    const text = cell.getChars() === '' ? ' ' : cell.getChars()
    const style = styleOf(cell)
    const last = spans.at(-1)
    const goesOn = last !== undefined && last.column + last.text.length === column && same(last.style, style)
    if (goesOn) last.text += text
    else spans.push({column, text, style})
  }
  return spans.filter(span => span.text.trim() !== '').map(({column, text, style}) => ({column, text, ...style}))
}

function styleOf(cell: IBufferCell): Style {
  return {
    ...(cell.isFgPalette() && cell.getFgColor() < 16 ? {colour: cell.getFgColor()} : {}),
    ...(cell.isBold() === 0 ? {} : {bold: true}),
    ...(cell.isDim() === 0 ? {} : {dim: true}),
  }
}

function same(one: Style, other: Style): boolean {
  return one.colour === other.colour && one.bold === other.bold && one.dim === other.dim
}
