import type {Readable, Writable} from 'node:stream'
import type {Clock, Context, Random} from '../operations/context.ts'
import {withColumns} from './terminal-columns.ts'

export type InputStream = Readable & {readonly isTTY?: boolean}
export type OutputStream = Writable & {readonly isTTY?: boolean; readonly columns?: number}

/** What lies around one run of the CLI: streams, and what a test may put in place of the wall clock and of chance. */
export interface Surroundings {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: NodeJS.ProcessEnv
  /** Absent: the machine's clock, corrected by the endpoint's. */
  readonly clock?: Clock
  /** Absent: node:crypto. */
  readonly random?: Random
  /** Absent: Ctrl-C and SIGTERM of the process. */
  readonly interrupt?: AbortSignal
  /** Called with the Context of the command once it is made. */
  readonly onContext?: (context: Context) => void
  /** The interrupted run that this one goes on with. Absent: none. */
  readonly resumes?: string
  /** Takes the next command in place of its line. Absent: it is printed. */
  readonly onNext?: (command: string) => void
  /** Called whenever somebody, or a flag, said no to a question. */
  readonly onNo?: () => void
  /** Called whenever a question waits for its answer. */
  readonly onQuestion?: () => void
}

/** The streams of this process. */
export function processSurroundings(): Surroundings {
  return {
    // Opened by the first question: the stream alone costs some milliseconds.
    get stdin() {
      return process.stdin
    },
    stdout: withColumns(process.stdout),
    stderr: withColumns(process.stderr),
    env: process.env,
  }
}

const attached = new WeakMap<object, Surroundings>()

/** Ties surroundings to an oclif Config, which oclif hands to each command it makes. */
export function attachSurroundings(config: object, surroundings: Surroundings): void {
  attached.set(config, surroundings)
}

/** The surroundings tied to `config`, or those of the process. */
export function surroundingsOf(config: object): Surroundings {
  return attached.get(config) ?? processSurroundings()
}
