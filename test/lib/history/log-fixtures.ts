import type {LogRecord} from '../../../src/lib/history/log-line.ts'

export const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Qw3rTy'
export const versionId = '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43'
export const request = (n: number) => `0b5c77e1-0000-4000-8000-${String(n).padStart(12, '0')}`
export const stream = '2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef'

/** Lines of one stream, a millisecond apart from `at`. */
export function lines(at: number, ...messages: readonly string[]): LogRecord[] {
  return messages.map((message, index) => ({stream, at: at + index, message}))
}

/** One invocation in the text form: START, what is given, END and REPORT after `durationMs`. */
export function textInvocation(n: number, at: number, durationMs: number, ...own: readonly string[]): LogRecord[] {
  const id = request(n)
  return [
    ...lines(at, `START RequestId: ${id} Version: $LATEST\n`, ...own),
    ...lines(at + durationMs, `END RequestId: ${id}\n`, reportText(id, durationMs)),
  ]
}

export function reportText(id: string, durationMs: number, rest = ''): string {
  const ms = durationMs.toFixed(2)
  return `REPORT RequestId: ${id}\tDuration: ${ms} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\t${rest}\n`
}

export const nodeLine = (n: number, text: string, level = 'INFO') =>
  `2026-11-22T02:31:12.000Z\t${request(n)}\t${level}\t${text}\n`

/** One invocation in the JSON form. */
export function jsonInvocation(
  n: number,
  at: number,
  durationMs: number,
  status: string,
  ...own: readonly object[]
): LogRecord[] {
  const requestId = request(n)
  const time = '2026-11-22T02:31:12.000Z'
  const metrics = {durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMB: 128, maxMemoryUsedMB: 71}
  return [
    ...lines(
      at,
      JSON.stringify({time, type: 'platform.start', record: {requestId, version: '$LATEST'}}),
      ...own.map(line => JSON.stringify({timestamp: time, level: 'INFO', requestId, ...line})),
    ),
    ...lines(
      at + durationMs,
      JSON.stringify({time, type: 'platform.runtimeDone', record: {requestId, status}}),
      JSON.stringify({time, type: 'platform.report', record: {requestId, status, metrics}}),
    ),
  ]
}
