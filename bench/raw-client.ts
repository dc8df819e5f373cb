import {createHash, createHmac, randomUUID, type Hash, type Hmac} from 'node:crypto'
import {connect} from 'node:net'

import {HttpRequest} from '@smithy/protocol-http'
import {SignatureV4} from '@smithy/signature-v4'
import type {Checksum, SourceData} from '@smithy/types'

import {answerIn} from './answer.ts'

export interface Endpoint {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A server that says nothing for so long has failed; without a bound a measurement would hang. */
const LONGEST_SILENCE_MS = 20_000

/** A Secrets Manager request as bytes on the wire, signed now. A signed invocation id makes it unlike any other. */
export async function signedRequest(endpoint: Endpoint, operation: string, input: object): Promise<Buffer> {
  const {hostname, host} = new URL(endpoint.url)
  const {region, accessKeyId, secretAccessKey} = endpoint
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    credentials: {accessKeyId, secretAccessKey},
    sha256: Sha256,
  })
  const body = JSON.stringify(input)
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `secretsmanager.${operation}`,
    'content-length': String(Buffer.byteLength(body)),
    'amz-sdk-invocation-id': randomUUID(),
  }
  const signed = await signer.sign(
    new HttpRequest({method: 'POST', protocol: 'http:', hostname, path: '/', headers, body}),
  )
  const lines = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** Node's own hash in the shape that the signer wants. */
class Sha256 implements Checksum {
  readonly #secret: SourceData | undefined
  #hash: Hash | Hmac

  constructor(secret?: SourceData) {
    this.#secret = secret
    this.#hash = this.#fresh()
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#fresh()
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.#secret))
  }
}

const bytesOf = (data: SourceData): string | Uint8Array =>
  typeof data === 'string' || data instanceof Uint8Array ? data : new Uint8Array(data as ArrayBuffer)

/**
 * Sends requests over keep-alive connections, each waiting for its answer before the next one, and returns answers a
 * second. A server that closes the connection after an answer pays for a new one. Throws when an answer is not 200: a
 * refused request would make a fast figure of nothing.
 */
export async function requestsPerSecond(
  endpoint: Endpoint,
  requests: readonly Buffer[],
  connections: number,
): Promise<number> {
  const {hostname, port} = new URL(endpoint.url)
  const lanes = Array.from({length: connections}, (_, lane) =>
    requests.filter((_, index) => index % connections === lane),
  )
  const startedAt = performance.now()
  await Promise.all(lanes.map(lane => sendAll(hostname, Number(port), lane)))
  return requests.length / ((performance.now() - startedAt) / 1000)
}

async function sendAll(host: string, port: number, requests: readonly Buffer[]): Promise<void> {
  for (let sent = 0; sent < requests.length;) sent += await sendOver(host, port, requests.slice(sent))
}

/** Sends over one connection until all are answered or the server closes it; resolves with how many were answered. */
function sendOver(host: string, port: number, requests: readonly Buffer[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port, noDelay: true})
    let received = Buffer.alloc(0)
    let answered = 0
    const send = () => {
      const request = requests[answered]
      if (request === undefined) socket.end()
      else socket.write(request)
    }
    const read = (closed: boolean) => {
      const answer = answerIn(received, closed)
      if (answer === undefined) return
      if (answer.status !== 200) {
        socket.destroy(new Error(`refused: ${received.toString('latin1', 0, 600)}`))
        return
      }
      received = received.subarray(answer.length)
      answered += 1
      if (answer.last) socket.end()
      else send()
    }
    socket.setTimeout(LONGEST_SILENCE_MS, () => socket.destroy(new Error(`no answer within ${LONGEST_SILENCE_MS} ms`)))
    socket.on('connect', send)
    socket.on('data', chunk => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      read(false)
    })
    socket.on('end', () => read(true))
    socket.on('error', reject)
    socket.on('close', () => {
      if (answered > 0) resolve(answered)
      else reject(new Error('the server closed the connection without an answer'))
    })
  })
}
