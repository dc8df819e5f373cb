import {Agent, request, type RequestOptions} from 'node:http'

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
const root = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}`
const base = `${root}/2018-06-01/runtime`

/** Waits for the next event, for as long as it takes. */
export async function nextEvent(): Promise<NextEvent> {
  const {headers, body} = await call('GET', '/invocation/next')
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

export async function postResponse(requestId: string, body: string): Promise<void> {
  await call('POST', `/invocation/${requestId}/response`, body)
}

export async function postError(requestId: string, error: unknown): Promise<void> {
  await call('POST', `/invocation/${requestId}/error`, JSON.stringify(error))
}

export async function postInitError(error: unknown): Promise<void> {
  await call('POST', '/init/error', JSON.stringify(error))
}

/** What a paced process asks when nothing of it runs. */
export interface IdleAsk {
  /** Virtual time at which its earliest timer is due. Absent: it has none. */
  readonly earliestAt?: number
  readonly inFlight: number
  /** Connections that carry no HTTP are open. */
  readonly foreign: boolean
}

/** Waits for what the sandbox decides to happen next. */
export async function askWhileIdle(ask: IdleAsk): Promise<{fire: boolean; nowMs: number; again?: true}> {
  const {body} = await exchange(`${root}/secrot/idle`, {method: 'POST', agent: idleAgent}, JSON.stringify(ask))
  return JSON.parse(body) as {fire: boolean; nowMs: number; again?: true}
}

interface Exchanged {
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

function call(method: string, path: string, body?: string): Promise<Exchanged> {
  return exchange(base + path, {method, agent}, body)
}

function exchange(url: string, options: RequestOptions, sent?: string): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const req = send(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({headers: response.headers, body: Buffer.concat(chunks).toString('utf8')}))
    })
    req.on('error', reject)
    req.end(sent)
  })
}
