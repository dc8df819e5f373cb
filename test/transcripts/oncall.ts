import {readFileSync} from 'node:fs'
import {stripVTControlCharacters} from 'node:util'
import {oncallSandbox, tellOncall, type Oncall} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

export interface Shown extends SecrotRun {
  /** Both streams in the order in which they were written, as a terminal shows them: no colour, no finished spinner. */
  readonly text: string
}

export interface TestOncall extends Omit<Oncall, 'sandbox'>, AsyncDisposable {
  readonly sandbox: TestSandbox
  /** Runs the real command as the role oncall. `columns` absent: streams are pipes. */
  run(argv: readonly string[], options?: RunSecrotOptions & {readonly columns?: number}): Promise<Shown>
}

/** The story in a sandbox of its own, of which nothing is told yet. */
export async function startOncall(): Promise<TestOncall> {
  const sandbox = await startTestSandbox(oncallSandbox)
  const oncall = await tellOncall(sandbox)
  // The command's clock is AWS's; its waits move that one, and fire nothing.
  const clock = {now: () => sandbox.clock.now(), sleep: (ms: number) => sandbox.clock.sleep(ms)}
  return {
    ...oncall,
    sandbox,
    async run(argv, {columns, ...more} = {}) {
      const seen = {stdout: 0, stderr: 0, text: ''}
      const run = await runSecrot(argv, {
        sandbox: {url: sandbox.url, credentials: oncall.signIn()},
        clock,
        ...(columns === undefined ? {} : {tty: {columns}}),
        onOutput: written => {
          for (const stream of ['stdout', 'stderr'] as const) {
            seen.text += written[stream].slice(seen[stream])
            seen[stream] = written[stream].length
          }
        },
        ...more,
      })
      return Object.assign(run, {text: asSeen(seen.text)})
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
 * the header and of printed commands, and the time goes back to the right edge.
 */
export function withoutEndpoint(text: string, columns: number): string {
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.source
  const header = new RegExp(`^(.*) · ${endpoint} +(\\S+ \\S+Z)$`, 'gm')
  const atEdge = (_: string, left: string, time: string) => left + time.padStart(columns - 1 - left.length)
  return text
    .replace(header, atEdge)
    .replace(new RegExp(`^${endpoint}\n`, 'gm'), '')
    .replaceAll(new RegExp(` · ${endpoint}`, 'g'), '')
}

/** Snapshots must not hold the port, which differs from run to run. */
export function withFixedPort(text: string): string {
  return text.replaceAll(/(http:\/\/127\.0\.0\.1):\d+/g, '$1:50000')
}

/** A spinner's frames are drawn over one another between these two marks, and taken away in the end. */
const frame = {begins: '\u001B[?2026h', ends: '\u001B[?2026l'} as const

function asSeen(written: string): string {
  const [before, ...frames] = written.split(frame.begins)
  const after = frames.map(part => part.slice(part.indexOf(frame.ends)))
  return stripVTControlCharacters([before, ...after].join(''))
}
