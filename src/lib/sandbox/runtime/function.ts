/** One version of a function with everything that its execution depends on. */
export interface RunnableFunction {
  /** Without qualifier. */
  readonly arn: string
  readonly name: string
  /** `$LATEST` or a number. */
  readonly version: string
  readonly accountId: string
  readonly region: string
  /** `nodejs24.x`, `python3.12`. */
  readonly runtime: string
  readonly handler: string
  readonly memoryMb: number
  readonly timeoutMs: number
  readonly roleArn: string
  readonly variables: Readonly<Record<string, string>>
  readonly logging: LoggingSettings
  /** Layers that the function declares; what is in them is not here. */
  readonly layers: readonly string[]
  readonly code: Uint8Array
  /** Base64, as Lambda shows it. */
  readonly codeSha256: string
  /** Changes with code and configuration. Workers of another revision are let go. */
  readonly revisionId: string
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'

/** Lambda filters by level only in the JSON form. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export interface LoggingSettings {
  readonly format: 'Text' | 'JSON'
  readonly group: string
  readonly applicationLevel: LogLevel
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN'
}

/** One event for a function. */
export interface Invocation {
  readonly requestId: string
  /** As the caller wrote it, qualifier included. */
  readonly invokedArn: string
  readonly payload: string
  readonly clientContext?: string
}

/** How a worker answered. `platform` is set when Lambda, not the handler, made the error. */
export interface Answer {
  readonly payload: string
  readonly failed: boolean
  readonly platform?: 'timeout' | 'error'
  readonly errorType?: string
  /** Highest resident size of the process in MB, where it could be asked. */
  readonly memoryMb?: number
}

/** What the runner hands back for one invocation. */
export interface Execution {
  readonly answer: Answer
  readonly durationMs: number
  /** Last 4 KB of what the invocation logged. */
  readonly logTail: string
  /** Everything was reset meanwhile: the event belongs to a past that is no more. Absent: false. */
  readonly abandoned?: boolean
}
