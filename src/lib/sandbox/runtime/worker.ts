import type {Answer, Invocation} from './function.ts'
import type {LeftFile} from './left-files.ts'

/** One execution environment: it has credentials and a log stream of its own and takes one event at a time. */
export interface Worker {
  readonly accessKeyId: string
  /** Virtual time at which its credentials end. */
  readonly expiresAt: number
  /** False once it cannot take another event. */
  readonly alive: boolean
  /** Loads the handler. Undefined: ready; else why it failed. `limitMs` is real time. */
  init(requestId: string, limitMs: number): Promise<Answer | undefined>
  /** Hands it one event. Never rejects: whatever happens is an answer. `limitMs` is what the time limit leaves. */
  invoke(invocation: Invocation, limitMs: number): Promise<Answer>
  /** Whether what its handler still does comes after its end for Lambda. */
  isOver(): boolean
  /** Ends it at once, without a chance to tidy up. */
  kill(): void
  /** Settled when nothing of it runs any more. */
  gone(): Promise<void>
  /** What it has left in its own folder. */
  files(): Promise<readonly LeftFile[]>
}
