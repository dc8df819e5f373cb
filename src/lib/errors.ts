/** The one table of exit codes; their meaning stands in docs/exit-codes.md. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  unsafe: 3,
  timeout: 4,
  denied: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface SecrotErrorOptions {
  /** Stable, upper snake case; part of the JSON contract. */
  readonly code: string
  /** What happened, naming the secret and the version, never a value. */
  readonly message: string
  /** The next command to type, or what to change. Absent: nothing useful can be said. */
  readonly hint?: string
  /** Defaults to EXIT.failed. */
  readonly exit?: ExitCode
  /** ACCESS_DENIED only: the AWS action that would have been needed. */
  readonly action?: string
  readonly cause?: unknown
}

/** An expected failure. Anything else that is thrown is a bug and is shown with its stack under debug only. */
export class SecrotError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly exit: ExitCode
  readonly action: string | undefined

  constructor(options: SecrotErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = 'SecrotError'
    this.code = options.code
    this.hint = options.hint
    this.exit = options.exit ?? EXIT.failed
    this.action = options.action
  }
}

/** Exit code of a run over several secrets: 130, else 3, else 5, 1, 4, 0. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [EXIT.interrupted, EXIT.unsafe, EXIT.denied, EXIT.failed, EXIT.usage, EXIT.timeout]
  return order.find(code => codes.includes(code)) ?? EXIT.done
}
