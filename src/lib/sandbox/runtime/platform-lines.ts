import {createHash} from 'node:crypto'
import type {Answer, LogLevel, LoggingSettings, RunnableFunction} from './function.ts'

// The lines that Lambda itself writes. Text: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
// JSON: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html; which level each event has:
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html

/** One line of the platform with the level that the system log level filters on; text has no levels. */
export interface PlatformLine {
  readonly text: string
  readonly level: 'DEBUG' | 'INFO' | 'WARN'
}

const RANK: Readonly<Record<LogLevel, number>> = {TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5}

/** Whether a line of this level is written under the configured one. */
export function passes(level: LogLevel, configured: LogLevel): boolean {
  return RANK[level] >= RANK[configured]
}

/** `nodejs:24.v1` for `nodejs24.x`, as INIT_START names it. */
function runtimeVersion(runtime: string): string {
  return `${runtime.replace(/^(nodejs|python)/, '$1:').replace(/\.x$/, '')}.v1`
}

function runtimeVersionArn(region: string, runtime: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`
}

export function initStart(fn: RunnableFunction, at: number): PlatformLine {
  const version = runtimeVersion(fn.runtime)
  const arn = runtimeVersionArn(fn.region, fn.runtime)
  if (fn.logging.format === 'Text') {
    return {level: 'INFO', text: `INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${arn}`}
  }
  return event(at, 'platform.initStart', 'INFO', {
    initializationType: 'on-demand',
    phase: 'init',
    runtimeVersion: version,
    runtimeVersionArn: arn,
    functionName: fn.name,
    functionVersion: fn.version,
  })
}

/** Written when the start of the runtime failed; a good start is only seen in the report. */
export function initReport(
  logging: LoggingSettings,
  at: number,
  init: {durationMs: number; phase: 'init' | 'invoke'; errorType: string},
): PlatformLine {
  const status = init.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error'
  if (logging.format === 'Text') {
    const error = status === 'error' ? `\tError Type: ${init.errorType}` : ''
    return {
      level: 'WARN',
      text: `INIT_REPORT Init Duration: ${init.durationMs.toFixed(2)} ms\tPhase: ${init.phase}\tStatus: ${status}${error}`,
    }
  }
  return event(at, 'platform.initReport', 'WARN', {
    initializationType: 'on-demand',
    phase: init.phase,
    status,
    errorType: init.errorType,
    metrics: {durationMs: round(init.durationMs)},
  })
}

export function start(logging: LoggingSettings, at: number, requestId: string, version: string): PlatformLine {
  if (logging.format === 'Text') return {level: 'INFO', text: `START RequestId: ${requestId} Version: ${version}`}
  return event(at, 'platform.start', 'INFO', {requestId, version})
}

/** The end of the text form; the JSON form has none at INFO. */
export function end(logging: LoggingSettings, requestId: string): PlatformLine | undefined {
  return logging.format === 'Text' ? {level: 'INFO', text: `END RequestId: ${requestId}`} : undefined
}

export interface ReportFacts {
  readonly requestId: string
  readonly durationMs: number
  readonly memoryMb: number
  readonly initDurationMs?: number
  readonly answer: Answer
}

export function report(fn: RunnableFunction, at: number, facts: ReportFacts): PlatformLine {
  const status = facts.answer.platform ?? (facts.answer.failed ? 'error' : 'success')
  const billedMs = Math.ceil(facts.durationMs)
  const used = Math.min(fn.memoryMb, Math.max(1, Math.round(facts.answer.memoryMb ?? facts.memoryMb)))
  if (fn.logging.format === 'JSON') {
    return event(at, 'platform.report', status === 'success' ? 'INFO' : 'WARN', {
      requestId: facts.requestId,
      metrics: {
        durationMs: round(facts.durationMs),
        billedDurationMs: billedMs,
        memorySizeMB: fn.memoryMb,
        maxMemoryUsedMB: used,
        ...(facts.initDurationMs === undefined ? {} : {initDurationMs: round(facts.initDurationMs)}),
      },
      status,
      ...(status === 'error' && facts.answer.errorType !== undefined ? {errorType: facts.answer.errorType} : {}),
    })
  }
  const parts = [
    `REPORT RequestId: ${facts.requestId}`,
    `Duration: ${facts.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${fn.memoryMb} MB`,
    `Max Memory Used: ${used} MB`,
    ...(facts.initDurationMs === undefined ? [] : [`Init Duration: ${facts.initDurationMs.toFixed(2)} ms`]),
    ...platformStatus(facts.answer),
  ]
  return {level: 'INFO', text: `${parts.join('\t')}\t`}
}

// Text reports name a status only where the platform ended the invocation.
function platformStatus(answer: Answer): string[] {
  if (answer.platform === undefined) return []
  if (answer.platform === 'timeout') return ['Status: timeout']
  return ['Status: error', `Error Type: ${answer.errorType ?? 'Runtime.Unknown'}`]
}

/** The line beside a report that says the time limit was reached; plain text in both forms. */
export function taskTimedOut(at: number, requestId: string, timeoutMs: number): PlatformLine {
  const seconds = (timeoutMs / 1000).toFixed(2)
  return {level: 'WARN', text: `${new Date(at).toISOString()} ${requestId} Task timed out after ${seconds} seconds\n`}
}

/** The line that Lambda writes when a process ended under an invocation. */
export function exitLine(errorMessage: string, errorType: string): PlatformLine {
  return {level: 'WARN', text: `${errorMessage}\n${errorType}`}
}

function event(at: number, type: string, level: PlatformLine['level'], record: unknown): PlatformLine {
  return {level, text: JSON.stringify({time: new Date(at).toISOString(), type, record})}
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
