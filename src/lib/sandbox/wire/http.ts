import type {IncomingMessage, ServerResponse} from 'node:http'

import type {SandboxClock} from '../kernel.ts'
import type {WireAnswer, WireOutcome, WireRequest} from './message.ts'

/** Lambda takes zips of 50 MB, which are a third longer in base64. */
const LONGEST_BODY = 100 * 1024 * 1024

/** The whole request, or undefined when it is too long or the client went away. */
export function readRequest(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let length = 0
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= LONGEST_BODY) chunks.push(chunk)
    })
    incoming.on('end', () => resolve(length > LONGEST_BODY ? undefined : wireRequest(incoming, chunks)))
    incoming.on('error', () => resolve(undefined))
  })
}

function wireRequest(incoming: IncomingMessage, chunks: readonly Buffer[]): WireRequest {
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers: incoming.headers as WireRequest['headers'],
    body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  }
}

/** Writes answers with the virtual date. */
export class Replies {
  readonly #clock: SandboxClock
  #second = Number.NaN
  #date = ''

  constructor(clock: SandboxClock) {
    this.#clock = clock
  }

  /** The `Date` header of now. */
  date(): string {
    const second = Math.floor(this.#clock.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#date = new Date(second * 1000).toUTCString()
    }
    return this.#date
  }

  send(response: ServerResponse, outcome: WireOutcome): void {
    if (outcome.kind === 'cut') {
      response.destroy()
      return
    }
    response.sendDate = false
    response.writeHead(outcome.status, this.#headersOf(outcome))
    response.end(outcome.body)
  }

  #headersOf({status, headers, body}: WireAnswer): Record<string, string | number> {
    const dated = {...headers, date: this.date()}
    return status === 204 ? dated : {...dated, 'content-length': Buffer.byteLength(body)}
  }
}
