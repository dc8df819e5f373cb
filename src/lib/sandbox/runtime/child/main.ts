import {flushCompileCache} from 'node:module'
import {toPayload} from './errors.ts'
import type {Handler} from './handler.ts'
import {loadHandler} from './handler.ts'
import {checkForm, invoke} from './invoke.ts'
import {installConsole, logEnd, logFailure, setRequestId} from './log.ts'
import {beginPacing, endPacing} from './paced.ts'
import type {NextEvent, Result} from './runtime-client.ts'
import {nextEvent, post, postAndWait, postInitError} from './runtime-client.ts'
import {moveClock} from './virtual-time.ts'

// The main program of a Node function's process: loads the handler, then serves one event after the other.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html

const taskRoot = process.env['LAMBDA_TASK_ROOT'] ?? ''
let current: NextEvent | undefined
/** The result of the last event is out of the process; undefined: there was none. */
let sent: Promise<void> | undefined

/** Ends the process after an error that no handler caught, as Lambda's runtime does. */
const EXIT_AFTER_CRASH = 129

async function main(): Promise<void> {
  installConsole()
  process.on('uncaughtException', error => void crash('Uncaught Exception', error))
  process.on('unhandledRejection', reason => void crash('Unhandled Promise Rejection', unhandledRejection(reason)))
  // The sandbox holds the other end for as long as it lives.
  process.stdin.on('close', () => process.exit(1)).resume()
  ;(process.stdin as unknown as {unref?: () => void}).unref?.()

  const handler = await load()
  current = await nextEvent()
  await post(await serve(handler, current))
  current = undefined
  // The process is killed in the end, so what it compiled is kept for the next one now.
  flushCompileCache()
  current = await nextEvent()
  for (;;) {
    const result = await serve(handler, current)
    const {promise, resolve} = Promise.withResolvers<void>()
    sent = promise
    const coming = postAndWait(result, resolve)
    current = undefined
    current = await coming
  }
}

async function load(): Promise<Handler> {
  try {
    const handler = await loadHandler(taskRoot, process.env['_HANDLER'] ?? '')
    checkForm(handler)
    return handler
  } catch (error) {
    await crash('Uncaught Exception', error)
    throw error
  }
}

async function serve(handler: Handler, event: NextEvent): Promise<Result> {
  moveClock(event.clockOffsetMs)
  beginPacing(event.nowMs)
  setRequestId(event.requestId)
  if (event.traceId !== undefined) process.env['_X_AMZN_TRACE_ID'] = event.traceId
  try {
    const body = stringify(await invoke(handler, event))
    endPacing()
    logEnd(event.requestId)
    return {requestId: event.requestId, kind: 'response', body}
  } catch (error) {
    endPacing()
    logFailure('Invoke Error', error)
    logEnd(event.requestId)
    return {requestId: event.requestId, kind: 'error', body: JSON.stringify(toPayload(error, taskRoot))}
  }
}

async function crash(heading: string, error: unknown): Promise<void> {
  logFailure(heading, error)
  const payload = toPayload(error, taskRoot)
  if (current === undefined && sent !== undefined) await sent
  else if (current === undefined) await postInitError(payload)
  else {
    logEnd(current.requestId)
    await post({requestId: current.requestId, kind: 'error', body: JSON.stringify(payload)})
  }
  process.exit(EXIT_AFTER_CRASH)
}

function unhandledRejection(reason: unknown): Error {
  const error = new Error(reason instanceof Error ? String(reason) : String(reason))
  error.name = 'Runtime.UnhandledPromiseRejection'
  return Object.assign(error, {reason: toPayload(reason, taskRoot), promise: {}})
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null'
  } catch (cause) {
    throw new Error('Unable to stringify response body', {cause})
  }
}

void main()
