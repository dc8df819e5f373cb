import {readFileSync} from 'node:fs'
import xterm from '@xterm/headless'
import {oncallSandbox, tellOncall, type Oncall} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'
import {drivenClock} from '../support/driven-clock.ts'

export interface Shown extends SecrotRun {
  /** Both streams in the order in which they were written, as a terminal of that width, or a file, holds them in the end. */
  readonly text: string
}

interface RunOptions extends RunSecrotOptions {
  /** Absent: streams are pipes. */
  readonly columns?: number
  /** What AWS does meanwhile happens while the command waits. Absent: AWS does nothing. */
  readonly follows?: boolean
}

export interface TestOncall extends Omit<Oncall, 'sandbox'>, AsyncDisposable {
  readonly sandbox: TestSandbox
  /** Runs the real command as the role oncall. */
  run(argv: readonly string[], options?: RunOptions): Promise<Shown>
}

/** The story in a sandbox of its own, of which nothing is told yet. */
export async function startOncall(): Promise<TestOncall> {
  const sandbox = await startTestSandbox(oncallSandbox)
  const oncall = await tellOncall(sandbox)
  const driven = drivenClock(sandbox)
  // Moves AWS's time and fires nothing: for looks while a step runs, for which an advancing clock would wait.
  const still = {now: () => sandbox.clock.now(), sleep: (ms: number) => sandbox.clock.sleep(ms)}
  return {
    ...oncall,
    sandbox,
    async run(argv, {columns, follows = false, ...more} = {}) {
      const seen = {stdout: 0, stderr: 0, text: ''}
      const options: RunSecrotOptions = {
        sandbox: {url: sandbox.url, credentials: oncall.signIn()},
        clock: follows ? driven.clock : still,
        ...(columns === undefined ? {} : {tty: {columns}}),
        onOutput: written => {
          for (const stream of ['stdout', 'stderr'] as const) {
            seen.text += written[stream].slice(seen[stream])
            seen[stream] = written[stream].length
          }
        },
        ...more,
      }
      const command = () => runSecrot(argv, options)
      const run = await (follows ? driven.run(command) : command())
      return Object.assign(run, {text: columns === undefined ? seen.text : await asSeen(seen.text, columns)})
    },
    async [Symbol.asyncDispose]() {
      await oncall.releaseSearch()
      await sandbox.stop()
    },
  }
}

/** A picture of transcripts.md, without its first line, which is the command. */
export function picture(name: string): string {
  return readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8').replace(/^\$ .*\n/, '')
}

/**
 * The pictures are of AWS itself, whose endpoint is not shown; one that is not AWS's always is. Here it is taken out of
 * the header, and the time goes back to the right edge.
 */
export function withoutEndpoint(text: string, columns: number): string {
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.source
  const header = new RegExp(`^(.*) · ${endpoint} +(\\S+ \\S+Z)$`, 'gm')
  const atEdge = (_: string, left: string, time: string) => left + time.padStart(columns - 1 - left.length)
  return text
    .replace(header, atEdge)
    .replaceAll(new RegExp(`^ *${endpoint}\n`, 'gm'), '')
    .replaceAll(new RegExp(` · ${endpoint}`, 'g'), '')
}

/** Snapshots must not hold the port, which differs from run to run. */
export function withFixedPort(text: string): string {
  return text.replaceAll(/(http:\/\/127\.0\.0\.1):\d+/g, '$1:50000')
}

/** Seconds that pass between an event and the look that finds it: the delay of the trail, and when the command looks. */
export function withoutTrailDelay(text: string): string {
  return text.replaceAll(/\(reached CloudTrail\s+\S+\s+later\)/g, '(reached CloudTrail … later)')
}

/** A spinner's frames are drawn over one another between these two marks, and taken away in the end. */
const frame = {begins: '\u001B[?2026h', ends: '\u001B[?2026l'} as const

/** What a terminal shows in the end: a question that is drawn anew with each key is one line, and so is one that it had to break. */
export async function asSeen(written: string, columns: number): Promise<string> {
  const [before, ...frames] = written.split(frame.begins)
  const after = frames.map(part => part.slice(part.indexOf(frame.ends)))
  const terminal = new xterm.Terminal({cols: columns, rows: 500, convertEol: true, allowProposedApi: true})
  await new Promise<void>(resolve => terminal.write([before, ...after].join(''), resolve))
  const buffer = terminal.buffer.active
  const lines: string[] = []
  for (let index = 0; index < buffer.length; index += 1) {
    const line = buffer.getLine(index)
    const text = line?.translateToString(true) ?? ''
    if (line?.isWrapped === true) lines[lines.length - 1] += text
    else lines.push(text)
  }
  terminal.dispose()
  return `${lines.join('\n').trimEnd()}\n`
}
