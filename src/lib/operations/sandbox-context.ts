import type * as SandboxModule from '../sandbox/index.ts'
import type {Progress} from './context.ts'

/** How a child ended: with a code of its own, or by a signal. */
export type ChildEnd = {readonly kind: 'exited'; readonly code: number} | {readonly kind: 'killed'; readonly by: number}

/** What the operations on sandboxes work with; they need no AWS. */
export interface SandboxContext {
  /** The sandbox itself, loaded on use. */
  readonly sandbox: typeof SandboxModule
  /** Where `sandbox start` keeps what other commands need to find it, unless the command line says otherwise. */
  readonly stateFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly progress: Progress
  /** Aborted by Ctrl-C, unless that is a child's. */
  readonly signal: AbortSignal
  /** Runs a command with the terminal of this process and with `env` alone as its environment. Throws ENOENT. */
  runChild(argv: readonly [string, ...string[]], env: Readonly<Record<string, string>>): Promise<ChildEnd>
  /** Runs a command and gives what it wrote on both streams; undefined when it is not there. */
  outputOf(argv: readonly [string, ...string[]], env: Readonly<Record<string, string>>): Promise<string | undefined>
}
