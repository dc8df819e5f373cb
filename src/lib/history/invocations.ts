import type {RotationStep} from '../rotation/secret.ts'

/** A recognised cause of a function's failure, in our own words and with what may be shown of the function's. */
export interface FunctionFailure {
  readonly kind:
    | 'timeout'
    | 'cannot-load'
    | 'network'
    | 'limit'
    | 'denied'
    | 'kms'
    | 'not-implemented'
    | 'exception'
    | 'exit'
  /** Allow-listed text for a person: "Task timed out after 30.00 seconds", "LimitExceeded (iam:CreateAccessKey)". */
  readonly text: string
  readonly exceptionClass?: string
  /** file:line:column */
  readonly place?: string
  readonly awsOperation?: string
  readonly awsCode?: string
  readonly at: number
}

/** One START … REPORT of a function. Times are epoch milliseconds. */
export interface Invocation {
  readonly requestId: string
  readonly stream: string
  readonly startedAt?: number
  readonly endedAt?: number
  readonly durationMs?: number
  readonly billedMs?: number
  readonly memoryMb?: number
  readonly maxMemoryMb?: number
  /** Logged by the function; absent: not said. */
  readonly step?: RotationStep
  /** It printed the version id or the secret's ARN, or the function serves this secret alone. Else it decides nothing. */
  readonly belongsToSecret: boolean
  readonly failure?: FunctionFailure
  /** Lines that may be shown (allow-list). */
  readonly shown: readonly {readonly at: number; readonly text: string}[]
  /** Characters of the function's own text kept back. */
  readonly hiddenCharacters: number
  /** The function's own lines, as `unhide` of the reading made them; only where `--show-logs` asked for them. */
  readonly ownText?: readonly {readonly at: number; readonly text: string}[]
}

export type LogAnswer =
  | {
      readonly kind: 'read'
      readonly since: number
      readonly readAt: number
      readonly invocations: readonly Invocation[]
      /** false at log level WARN and above: no START and REPORT lines, so silence means nothing. */
      readonly platformLines: boolean
      readonly cutOff: boolean
    }
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}
