import type {Writable} from 'node:stream'
import type {Ora} from 'ora'
import type {LineFit, Progress} from '../operations/context.ts'
import {forCi} from './foreign.ts'
import type {Theme} from './theme.ts'
import {cellWidth, hanging} from './width.ts'

/** Progress of a run, on one stream. */
export interface ProgressView extends Progress {
  /** Takes the spinner off the screen, for a question or the answer; the next activity brings it back. */
  pause(): void
}

export interface ProgressOptions {
  readonly stream: Writable & {readonly isTTY?: boolean; readonly columns?: number}
  readonly theme: Theme
  readonly env: Readonly<Record<string, string | undefined>>
  /** With --json: warnings only. */
  readonly warningsOnly: boolean
}

/** Lines as they come; the current activity is a spinner on a terminal and nothing in a pipe. */
export function progressOn(options: ProgressOptions): ProgressView {
  const {stream, theme, env, warningsOnly} = options
  const spinner = stream.isTTY === true && !warningsOnly ? lazySpinner(stream) : undefined
  const columns = (): number => (stream.isTTY === true ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY)
  const write = (text: string): void => {
    spinner?.aside(() => stream.write(`${forCi(text, env)}\n`))
    if (spinner === undefined) stream.write(`${forCi(text, env)}\n`)
  }
  return {
    line: (text, fit) => {
      if (!warningsOnly) write(fit === undefined ? text : fitted(text, fit, columns()))
    },
    activity: text => spinner?.show(text),
    warn: text => write(hanging(`${theme.mark('warning')} `, text, columns())),
    pause: () => spinner?.show(''),
  }
}

function fitted(text: string, {indent, command}: LineFit, columns: number): string {
  const [start, rest] = [text.slice(0, indent), text.slice(indent)]
  if (command !== true) return hanging(start, rest, columns)
  if (cellWidth(text) < columns) return text
  return `${start}${optionsOf(rest).join(` \\\n${' '.repeat(indent + 2)}`)}`
}

/** A command parted before its options; what stands in quotes may look like one. */
function optionsOf(command: string): readonly string[] {
  const words = command.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? []
  return words.reduce<readonly string[]>(
    (parts, word) =>
      word.startsWith('--') || parts.length === 0
        ? [...parts, word]
        : [...parts.slice(0, -1), `${parts.at(-1)} ${word}`],
    [],
  )
}

interface Spinner {
  /** Empty text takes it away. */
  show(text: string): void
  /** Writes while the spinner is off the screen. */
  aside(write: () => void): void
}

/** ora costs 51 ms to load, so it comes with the first activity that is still wanted when it has arrived. */
function lazySpinner(stream: NodeJS.WritableStream): Spinner {
  let wanted = ''
  let spinner: Ora | undefined
  let loading = false

  const load = async (): Promise<void> => {
    loading = true
    const {default: ora} = await import('ora')
    // Keys pressed meanwhile belong to the next question, not to ora.
    spinner = ora({stream, discardStdin: false, hideCursor: true, color: 'cyan'})
    apply()
  }
  // A spinner that cannot be shown is no reason to end what it tells about.
  const leaveOut = (): void => {
    wanted = ''
  }
  const apply = (): void => {
    if (spinner === undefined) return
    if (wanted === '') spinner.stop()
    else if (spinner.isSpinning) spinner.text = wanted
    else spinner.start(wanted)
  }

  return {
    show(text) {
      wanted = text
      if (spinner === undefined && !loading && text !== '') load().catch(leaveOut)
      else apply()
    },
    aside(write) {
      spinner?.clear()
      write()
      if (spinner?.isSpinning === true) spinner.render()
    },
  }
}
