import type {Answer} from './function.ts'

/** Largest synchronous payload in bytes, both ways: 6 MB and the room for the envelope. Lambda quotas. */
export const MAX_PAYLOAD_BYTES = 6_291_556

/** The time limit ended the invocation. Wording of recordings of 2025-11. */
export function timedOut(requestId: string, timeoutMs: number): Answer {
  return platformFailure(
    'timeout',
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  )
}

/** How a process came to its end. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Lambda's words for an exit: a status of 0 is "without providing a reason". */
export function exitReason(exit: ProcessExit): string {
  if (exit.signal !== null) return `Runtime exited with error: signal: ${SIGNAL_WORDS[exit.signal] ?? exit.signal}`
  if (exit.code === 0 || exit.code === null) return 'Runtime exited without providing a reason'
  return `Runtime exited with error: exit status ${exit.code}`
}

const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGTERM: 'terminated',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
  SIGINT: 'interrupt',
}

/** The process ended before it answered. */
export function exited(requestId: string, exit: ProcessExit): Answer {
  return platformFailure('error', 'Runtime.ExitError', `RequestId: ${requestId} Error: ${exitReason(exit)}`)
}

/** The handler answered with more than Lambda carries. */
export function tooLarge(): Answer {
  return platformFailure(
    'error',
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
  )
}

/** An error that Lambda makes itself: a payload of type and message alone. */
export function platformFailure(platform: 'timeout' | 'error', errorType: string, errorMessage: string): Answer {
  return {failed: true, platform, errorType, payload: JSON.stringify({errorType, errorMessage})}
}

/** The handler's own error, or the error of loading it, as the runtime inside the process reported it. */
export function reported(payload: string): Answer {
  const errorType = errorTypeOf(payload)
  const platform = errorType?.startsWith('Runtime.') === true ? ('error' as const) : undefined
  return {
    failed: true,
    payload,
    ...(platform === undefined ? {} : {platform}),
    ...(errorType === undefined ? {} : {errorType}),
  }
}

function errorTypeOf(payload: string): string | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return undefined
  }
  const type = (parsed as {errorType?: unknown} | null)?.errorType
  return typeof type === 'string' ? type : undefined
}
