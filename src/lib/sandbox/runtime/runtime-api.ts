import {randomBytes} from 'node:crypto'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {once} from 'node:events'
import {setImmediate as immediate} from 'node:timers/promises'
import {listenOnLoopback} from '../wire/listener.ts'
import type {Invocation} from './function.ts'
import type {IdleAnswer, IdleAsk} from './pacer.ts'
import {MAX_PAYLOAD_BYTES} from './results.ts'

/** What the process of a function tells its Runtime API. */
export type RuntimeEvent =
  | {readonly kind: 'ready'}
  | {readonly kind: 'answer'; readonly requestId: string; readonly payload: string}
  | {readonly kind: 'error'; readonly requestId: string; readonly payload: string}
  | {readonly kind: 'too-large'; readonly requestId: string}
  | {readonly kind: 'init-error'; readonly payload: string}

/** What a process is told of time with its event. */
export interface DeliveryTime {
  /** Virtual time of the time limit. */
  readonly deadlineAt: number
  readonly clockOffsetMs: number
  /** Virtual time as it stands, for a process that waits in it. */
  readonly nowMs: number
}

export interface RuntimeApi {
  /** Value of AWS_LAMBDA_RUNTIME_API: host, port and the secret path of this one process. */
  readonly address: string
  readonly port: number
  /** Answers the process that waits for its next event; false when none waits any more. */
  deliver(invocation: Invocation, time: DeliveryTime): boolean
  close(): Promise<void>
}

/**
 * Opens the Runtime API of one function process on a port and a secret path of its own, so that no other process can
 * take its events or answer for it. `onIdle`: asked by a process that waits in virtual time. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function openRuntimeApi(
  onEvent: (event: RuntimeEvent) => void,
  onIdle: ((ask: IdleAsk) => Promise<IdleAnswer>) | undefined,
): Promise<RuntimeApi> {
  const path = `/${randomBytes(24).toString('hex')}`
  let waiting: ServerResponse | undefined
  const wait = (response: ServerResponse) => {
    waiting = response
    response.on('close', () => {
      if (waiting === response) waiting = undefined
    })
    onEvent({kind: 'ready'})
  }
  const listener = await listenOnLoopback(0, (request, response) => {
    if (onIdle !== undefined && request.method === 'POST' && request.url === `${path}/secrot/idle`) {
      // A process that is killed while it speaks has said nothing.
      answerIdle(request, response, onIdle).catch(() => response.destroy())
      return
    }
    const action = request.url?.startsWith(`${path}/2018-06-01/runtime/`)
      ? request.url.slice(path.length + '/2018-06-01/runtime/'.length)
      : undefined
    if (action === undefined) {
      send(response, 403, {errorType: 'Forbidden', errorMessage: 'This is not the path of the function at this port.'})
      return
    }
    if (request.method === 'GET' && action === 'invocation/next') wait(response)
    else receive(request, response, {action, onEvent, wait}).catch(() => response.destroy())
  })
  return {
    port: listener.port,
    address: `127.0.0.1:${listener.port}${path}`,
    deliver(invocation, {deadlineAt, clockOffsetMs, nowMs}) {
      if (waiting === undefined) return false
      const response = waiting
      waiting = undefined
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
        'Lambda-Runtime-Deadline-Ms': String(Math.floor(deadlineAt)),
        'Lambda-Runtime-Invoked-Function-Arn': invocation.invokedArn,
        'Lambda-Runtime-Trace-Id': `Root=1-${invocation.requestId.replaceAll('-', '').slice(0, 32)};Sampled=0`,
        // Virtual time may have moved while the process was warm.
        'Secrot-Clock-Offset-Ms': String(clockOffsetMs),
        'Secrot-Now-Ms': String(nowMs),
        ...(invocation.clientContext === undefined ? {} : {'Lambda-Runtime-Client-Context': invocation.clientContext}),
      })
      response.end(invocation.payload)
      return true
    },
    close: () => listener.stop(),
  }
}

async function answerIdle(
  request: IncomingMessage,
  response: ServerResponse,
  onIdle: (ask: IdleAsk) => Promise<IdleAnswer>,
): Promise<void> {
  const ask = JSON.parse((await readBody(request, MAX_PAYLOAD_BYTES)) ?? '') as IdleAsk
  // What the process did before it asked, such as cutting a connection, is seen first.
  await immediate()
  send(response, 200, await onIdle(ask))
}

const ANSWERS = /^invocation\/([0-9a-f-]{36})\/(response|error)$/

interface Receiving {
  readonly action: string
  readonly onEvent: (event: RuntimeEvent) => void
  /** A process that posts with `Secrot-Next` has the next event as its reply. */
  readonly wait: (response: ServerResponse) => void
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  {action, onEvent, wait}: Receiving,
): Promise<void> {
  const answer = ANSWERS.exec(action)
  if (request.method !== 'POST' || (answer === null && action !== 'init/error')) {
    send(response, 404, {errorType: 'NotFound', errorMessage: 'The Runtime API has no such path.'})
    return
  }
  const payload = await readBody(request, MAX_PAYLOAD_BYTES)
  const requestId = answer?.[1] ?? ''
  if (payload === undefined) {
    send(response, 413, {errorType: 'RequestEntityTooLarge', errorMessage: 'Exceeded maximum allowed payload size.'})
    onEvent({kind: 'too-large', requestId})
    return
  }
  const waits = request.headers['secrot-next'] !== undefined
  if (!waits) send(response, 202, {status: 'OK'})
  if (answer === null) onEvent({kind: 'init-error', payload})
  else onEvent({kind: answer[2] === 'response' ? 'answer' : 'error', requestId, payload})
  if (waits) wait(response)
}

/** The body as text; undefined when it is longer than `limit` bytes, after reading it to its end. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
  })
  await once(request, 'end')
  return length > limit ? undefined : Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'Content-Type': 'application/json'})
  response.end(JSON.stringify(body))
}
