import {HttpResponse, type HttpRequest} from '@smithy/protocol-http'

import {ConnectionCut} from '../connection-cut.ts'
import type {Frame} from '../frame.ts'
import type {WireRequest} from '../wire/message.ts'
import type {Replies} from '../wire/http.ts'

/** What an SDK client takes as `requestHandler`. */
export interface SdkRequestHandler {
  handle(request: HttpRequest): Promise<{response: HttpResponse}>
}

/** Hands an SDK client's request to the sandbox without a socket; the bytes are those of the wire. */
export function sdkRequestHandler(frame: Frame, replies: Replies): SdkRequestHandler {
  return {
    async handle(request) {
      const outcome = await frame.handle(wireRequest(request))
      if (outcome.kind === 'cut') throw new ConnectionCut(outcome.tookEffect)
      const body = typeof outcome.body === 'string' ? Buffer.from(outcome.body) : outcome.body
      const headers = {...outcome.headers, date: replies.date()}
      return {response: new HttpResponse({statusCode: outcome.status, headers, body})}
    },
  }
}

function wireRequest(request: HttpRequest): WireRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    method: request.method,
    path: request.path,
    query: queryText(request.query),
    headers: Object.fromEntries(headers) as WireRequest['headers'],
    body: bytesOf(request.body),
    sourceIp: '127.0.0.1',
  }
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  throw new TypeError('The in-process transport takes bodies that are text or bytes, no streams.')
}

function queryText(query: HttpRequest['query']): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value]
    for (const one of values) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(one ?? '')}`)
  }
  return pairs.join('&')
}
