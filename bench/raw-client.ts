import {Sha256} from '@aws-crypto/sha256-js'
import {HttpRequest} from '@smithy/protocol-http'
import {SignatureV4} from '@smithy/signature-v4'
import {connect} from 'node:net'

export interface Endpoint {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A Secrets Manager request as bytes on the wire, signed now and by this endpoint's key. */
export async function signedRequest(endpoint: Endpoint, operation: string, input: object): Promise<Buffer> {
  const {hostname, host} = new URL(endpoint.url)
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region: endpoint.region,
    credentials: {accessKeyId: endpoint.accessKeyId, secretAccessKey: endpoint.secretAccessKey},
    sha256: Sha256,
  })
  const body = JSON.stringify(input)
  const signed = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol: 'http:',
      hostname,
      path: '/',
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    }),
  )
  const headers = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST / HTTP/1.1\r\n${headers.join('')}\r\n${body}`)
}

/**
 * Sends requests one after another over one keep-alive connection each, `connections` at a time, and returns answers
 * a second. Throws when an answer is not 200: a refused request would make a fast figure of nothing.
 */
export async function requestsPerSecond(
  endpoint: Endpoint,
  requests: readonly Buffer[],
  connections: number,
): Promise<number> {
  const {hostname, port} = new URL(endpoint.url)
  const startedAt = performance.now()
  const lanes = Array.from({length: connections}, (_, lane) =>
    requests.filter((_, index) => index % connections === lane),
  )
  await Promise.all(lanes.map(lane => sendAll(hostname, Number(port), lane)))
  return requests.length / ((performance.now() - startedAt) / 1000)
}

function sendAll(host: string, port: number, requests: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port, noDelay: true})
    let received = Buffer.alloc(0)
    let next = 0
    const send = () => {
      const request = requests[next++]
      if (request === undefined) socket.end(resolve)
      else socket.write(request)
    }
    socket.on('error', reject)
    socket.on('connect', send)
    socket.on('data', chunk => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const end = received.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = received.toString('latin1', 0, end)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
      if (received.length < end + 4 + length) return
      if (head.startsWith('HTTP/1.1 200') && !Number.isNaN(length)) {
        received = received.subarray(end + 4 + length)
        send()
      } else {
        socket.destroy(new Error(`refused: ${received.toString('latin1', 0, 600)}`))
      }
    })
  })
}
