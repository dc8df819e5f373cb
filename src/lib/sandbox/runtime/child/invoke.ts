import {RuntimeError} from './errors.ts'
import type {Callback, Handler} from './handler.ts'
import {waitsForTime} from './paced.ts'
import type {NextEvent} from './runtime-client.ts'

const env = process.env

// Node 24 on Lambda has no handlers with a callback any more.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
const callbacks = Number(/nodejs(\d+)/.exec(env['AWS_EXECUTION_ENV'] ?? '')?.[1] ?? 0) < 24

/** Throws when the handler's form is one that its declared runtime does not take. */
export function checkForm(handler: Handler): void {
  if (callbacks || handler.length < 3) return
  throw new RuntimeError(
    'Runtime.CallbackHandlerDeprecated',
    'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  )
}

/** Calls the handler with one event; resolves with what it returns or passes to its callback. */
export async function invoke(handler: Handler, event: NextEvent): Promise<unknown> {
  const finished = Promise.withResolvers<unknown>()
  const context = {...contextOf(event), callbackWaitsForEmptyEventLoop: true}
  const settle: Callback = (error, result) => {
    const end = () => (error == null ? finished.resolve(result) : finished.reject(error))
    if (error == null && context.callbackWaitsForEmptyEventLoop) whenIdle(end)
    else end()
  }
  const withCallback = Object.assign(context, {
    done: settle,
    succeed: (result: unknown) => settle(null, result),
    fail: (error: unknown) => settle(error ?? new Error('handled')),
  })
  const returned = handler(JSON.parse(event.payload), withCallback, settle)
  if (isPromise(returned)) return await returned
  if (!callbacks) return returned
  // A handler that is not async and calls nothing back ends with null when nothing is left to do.
  whenIdle(() => finished.resolve(null))
  return await finished.promise
}

let onIdle: (() => void) | undefined
process.on('beforeExit', () => {
  if (waitsForTime()) return
  const next = onIdle
  onIdle = undefined
  if (next !== undefined) setImmediate(next)
})

function whenIdle(action: () => void): void {
  onIdle = action
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as {then?: unknown} | null | undefined)?.then === 'function'
}

function contextOf(event: NextEvent) {
  return {
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: event.clientContext === undefined ? undefined : (JSON.parse(event.clientContext) as unknown),
    identity: undefined,
    invokedFunctionArn: event.invokedArn,
    awsRequestId: event.requestId,
    getRemainingTimeInMillis: () => event.deadlineMs - Date.now(),
  }
}
