import {Sha256} from '@aws-crypto/sha256-js'
import {HttpRequest} from '@smithy/protocol-http'
import {SignatureV4} from '@smithy/signature-v4'

import type {Sandbox} from '../../src/lib/sandbox/index.ts'

export interface RawRequest {
  readonly service: string
  /** Absent: the sandbox's own. */
  readonly region?: string
  readonly method?: string
  readonly path?: string
  readonly query?: Record<string, string>
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Absent: now, by this machine's clock. */
  readonly signedAt?: number
  readonly credentials?: {accessKeyId: string; secretAccessKey: string; sessionToken?: string}
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[]
  /** Changes the request after it was signed. */
  readonly tamper?: (request: HttpRequest) => void
}

/** A request in bytes of the test's choice, signed by the library as a client would. */
export async function signedFetch(
  sandbox: Sandbox,
  raw: RawRequest,
): Promise<{status: number; headers: Headers; body: string}> {
  const {method = 'POST', path = '/', query = {}, headers = {}, body = ''} = raw
  const signer = new SignatureV4({
    service: raw.service,
    region: raw.region ?? sandbox.region,
    credentials: raw.credentials ?? sandbox.credentials,
    sha256: Sha256,
  })
  const host = `127.0.0.1:${sandbox.port}`
  const unsigned = new HttpRequest({method, path, query, headers: {...headers, host}, body, hostname: '127.0.0.1'})
  const signingDate = new Date(raw.signedAt ?? Date.now())
  const request = (await signer.sign(unsigned, {signingDate, unsignableHeaders: new Set(raw.unsigned)})) as HttpRequest
  raw.tamper?.(request)
  const {host: _host, ...sent} = request.headers
  const search = Object.entries(request.query as Record<string, string>)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  const answer = await fetch(`${sandbox.url}${request.path}${search === '' ? '' : `?${search}`}`, {
    method: request.method,
    headers: sent,
    ...(request.method === 'GET' ? {} : {body: request.body as string}),
  })
  return {status: answer.status, headers: answer.headers, body: await answer.text()}
}
