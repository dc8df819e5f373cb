import {spawn} from '@lydell/node-pty'
import xterm from '@xterm/headless'
import {resolve} from 'node:path'
import type {SandboxLike} from './run-secrot.ts'

const dev = resolve(import.meta.dirname, '../../bin/dev.js')

export interface TerminalOptions {
  readonly columns: number
  /** Absent: 40. */
  readonly rows?: number
  /** The whole environment beside PATH, HOME, LANG and TERM. */
  readonly env?: Readonly<Record<string, string>>
}

/** The CLI in a real terminal: what a person would see and type. */
export interface Terminal {
  /** The screen as it looks now, without blank lines at the end. */
  screen(): string
  /** The same with lines that did not fit in one piece, and with what was scrolled away. */
  text(): string
  /** Everything that was written, escapes included. */
  raw(): string
  type(keys: string): void
  /** Makes it narrower or wider, as a person does with the mouse. */
  resize(columns: number): void
  /** Waits until the screen shows it; throws with the screen after 20 s. */
  until(wanted: RegExp): Promise<void>
  /** Waits until something is so; throws with the screen after `patienceMs`. */
  when(is: () => boolean, patienceMs: number): Promise<void>
  /** Waits for the end; its exit code. */
  end(): Promise<number>
}

/** What points `secrot` at a sandbox and at nothing else of this machine; its journal lies in `state`. */
export function terminalEnvironment({url, region = 'eu-central-1', credentials}: SandboxLike, state: string) {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    SECROT_STATE_DIR: state,
  }
}

/** Starts `secrot` (the sources) in a pseudo-terminal. */
export function openTerminal(argv: readonly string[], options: TerminalOptions): Terminal {
  const {columns, rows = 40, env = {}} = options
  const {PATH = '', HOME = ''} = process.env
  const emulator = new xterm.Terminal({cols: columns, rows, scrollback: 5000, allowProposedApi: true})
  const child = spawn(process.execPath, [dev, ...argv], {
    cols: columns,
    rows,
    env: {PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm-256color', NODE_NO_WARNINGS: '1', ...env},
  })
  let written = ''
  // The screen is what the emulator has drawn, so `end` waits for it.
  let drawn: Promise<void> = Promise.resolve()
  child.onData(text => {
    written += text
    drawn = new Promise(done => emulator.write(text, done))
  })
  const exit = new Promise<number>(done => child.onExit(({exitCode}) => done(exitCode)))
  const screen = (): string => {
    const buffer = emulator.buffer.active
    const lines = Array.from({length: buffer.length}, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }
  const when = async (is: () => boolean, patienceMs: number, what: string): Promise<void> => {
    const deadline = performance.now() + patienceMs
    while (!is()) {
      if (performance.now() > deadline) {
        child.kill()
        throw new Error(`The screen never ${what}:\n${screen()}`)
      }
      await new Promise(done => setTimeout(done, 20))
    }
  }
  return {
    screen,
    text: () => wholeLines(emulator).join('\n').trimEnd(),
    raw: () => written,
    type: keys => child.write(keys),
    resize: width => {
      emulator.resize(width, rows)
      child.resize(width, rows)
    },
    until: wanted => when(() => wanted.test(screen()), 20_000, `showed ${String(wanted)}`),
    when: (is, patienceMs) => when(is, patienceMs, 'came to what was waited for'),
    async end() {
      const code = await exit
      await drawn
      return code
    },
  }
}

function wholeLines({buffer: {active}}: xterm.Terminal): string[] {
  const lines: string[] = []
  for (let row = 0; row < active.length; row += 1) {
    const line = active.getLine(row)
    const text = line?.translateToString(true) ?? ''
    if (line?.isWrapped === true) lines[lines.length - 1] += text
    else lines.push(text)
  }
  return lines
}
