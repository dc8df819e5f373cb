import {Agent, request, type OutgoingHttpHeaders, type RequestOptions} from 'node:http'

/** An event as the Runtime API hands it over. */
export interface NextEvent {
  readonly requestId: string
  readonly payload: string
  readonly deadlineMs: number
  readonly invokedArn: string
  readonly traceId: string | undefined
  readonly clientContext: string | undefined
  readonly clockOffsetMs: number
  /** Virtual time as it stands. */
  readonly nowMs: number
}

// Taken once: a handler may replace http.request for its own ends.
const send = request
const agent = new Agent({keepAlive: true, maxSockets: 1})
// It asks while an event is open, and perhaps while a reply is posted.
const idleAgent = new Agent({keepAlive: true, maxSockets: 1})
const [host = '', secret = ''] = (process.env['AWS_LAMBDA_RUNTIME_API'] ?? '').split('/')
const [hostname = '', port = ''] = host.split(':')

/** Waits for the next event, for as long as it takes. */
export async function nextEvent(): Promise<NextEvent> {
  return eventOf(await call('GET', '/invocation/next'))
}

/** How an event ended, ready to be posted. */
export interface Result {
  readonly requestId: string
  readonly kind: 'response' | 'error'
  readonly body: string
}

export async function post({requestId, kind, body}: Result): Promise<void> {
  await call('POST', `/invocation/${requestId}/${kind}`, {body})
}

/**
 * Posts the result and waits for the next event on the same request, which spares one for each event. `onSent`: called
 * when the result is out of this process.
 */
export async function postAndWait({requestId, kind, body}: Result, onSent: () => void): Promise<NextEvent> {
  const path = `/invocation/${requestId}/${kind}`
  const exchanged = await call('POST', path, {headers: {'Secrot-Next': 'true'}, body, onSent})
  // A result that is too large has an answer of its own.
  return exchanged.status === 200 ? eventOf(exchanged) : await nextEvent()
}

function eventOf({headers, body}: Exchanged): NextEvent {
  const header = (name: string) => headers[name] as string | undefined
  return {
    requestId: header('lambda-runtime-aws-request-id') ?? '',
    payload: body,
    deadlineMs: Number(header('lambda-runtime-deadline-ms')),
    invokedArn: header('lambda-runtime-invoked-function-arn') ?? '',
    traceId: header('lambda-runtime-trace-id'),
    clientContext: header('lambda-runtime-client-context'),
    clockOffsetMs: Number(header('secrot-clock-offset-ms')),
    nowMs: Number(header('secrot-now-ms')),
  }
}

export async function postInitError(error: unknown): Promise<void> {
  await call('POST', '/init/error', {body: JSON.stringify(error)})
}

/** What a paced process asks when nothing of it runs. */
export interface IdleAsk {
  /** Virtual time at which its earliest timer is due. Absent: it has none. */
  readonly earliestAt?: number
  /** Nobody waits for that timer. */
  readonly passing?: true
  readonly inFlight: number
  /** Connections that carry no HTTP are open. */
  readonly foreign: boolean
}

/** Waits for what the sandbox decides to happen next. */
export async function askWhileIdle(ask: IdleAsk): Promise<{fire: boolean; nowMs: number; again?: true}> {
  const {body} = await exchange({method: 'POST', path: '/secrot/idle', agent: idleAgent}, {body: JSON.stringify(ask)})
  return JSON.parse(body) as {fire: boolean; nowMs: number; again?: true}
}

interface Exchanged {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Sending {
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
  readonly onSent?: () => void
}

function call(method: string, path: string, sending: Sending = {}): Promise<Exchanged> {
  return exchange({method, path: `/2018-06-01/runtime${path}`, agent}, sending)
}

function exchange(options: RequestOptions, {headers = {}, body, onSent}: Sending): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const req = send({...options, headers, hostname, port, path: `/${secret}${options.path}`}, response => {
      const chunks: Buffer[] = []
      const {statusCode: status = 0} = response
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8')}),
      )
    })
    req.on('error', reject)
    if (onSent !== undefined) req.on('finish', onSent)
    req.end(body)
  })
}
