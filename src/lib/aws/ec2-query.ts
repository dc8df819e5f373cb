import {setTimeout} from 'node:timers/promises'
import {Sha256} from '@aws-crypto/sha256-js'
import {HttpRequest} from '@smithy/core/protocols'
import {SignatureV4} from '@smithy/signature-v4'
import type {Clients} from './clients.ts'
import {readXml, type XmlElement} from './ec2-xml.ts'

const VERSION = '2016-11-15'
const TIMEOUT_MS = 30_000
const FIRST_PAUSE_MS = 200

/** Fields of a request, by their names on the wire: `SubnetId.1`. */
export type Fields = Readonly<Record<string, string>>

/** A refusal as the SDK's clients throw them. */
class Ec2Refusal extends Error {
  readonly $metadata: {readonly httpStatusCode: number}
  readonly serverTime: number

  constructor(name: string, message: string, {status, serverTime}: {status: number; serverTime: number}) {
    super(message)
    this.name = name
    this.$metadata = {httpStatusCode: status}
    this.serverTime = serverTime
  }
}

interface Query {
  readonly action: string
  readonly fields: Fields
  readonly signal?: AbortSignal | undefined
  /** A change whose reply was lost must not be sent twice. Absent: 4. */
  readonly maxAttempts?: number
}

/**
 * One request to EC2, signed and sent as the clients of the SDK do. Its own client would be 27 MB and takes half a second
 * to load, for nine operations out of seven hundred. Throws what the wire throws, and AWS's refusals.
 */
export async function ec2Query(clients: Clients, {maxAttempts = 4, ...query}: Query): Promise<XmlElement> {
  clients.options.noteAction(`ec2:${query.action}`)
  const handler = await clients.wire(TIMEOUT_MS)
  let signingDate: Date | undefined
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(clients, handler, {...query, signingDate})
      } catch (error) {
        // A request that is refused for its time did nothing, whatever it was: the reply tells what time it is.
        const skewed = signingDate === undefined && error instanceof Ec2Refusal && error.name === 'RequestExpired'
        if (skewed && !Number.isNaN(error.serverTime)) signingDate = new Date(error.serverTime)
        else if (attempt >= maxAttempts || !passes(error) || query.signal?.aborted === true) throw error
        else await setTimeout(FIRST_PAUSE_MS * 2 ** attempt)
      }
    }
  } finally {
    handler.destroy()
  }
}

/** Whether it may go well the next time. */
function passes(error: unknown): boolean {
  if (!(error instanceof Ec2Refusal)) return error instanceof Error && error.name !== 'AbortError'
  return error.name === 'RequestLimitExceeded' || error.$metadata.httpStatusCode >= 500
}

async function send(
  clients: Clients,
  handler: Awaited<ReturnType<Clients['wire']>>,
  {action, fields, signal, signingDate}: Query & {readonly signingDate: Date | undefined},
): Promise<XmlElement> {
  const {scope, userAgent, noteReplyTime} = clients.options
  const to = new URL((await clients.endpoint('ec2')) ?? hostOf(scope.region))
  const body = new URLSearchParams({Action: action, Version: VERSION, ...fields}).toString()
  const signer = new SignatureV4({
    service: 'ec2',
    region: scope.region,
    credentials: await clients.credentials(),
    sha256: Sha256,
  })
  const request = new HttpRequest({
    protocol: to.protocol,
    hostname: to.hostname,
    ...(to.port === '' ? {} : {port: Number(to.port)}),
    method: 'POST',
    path: to.pathname,
    headers: {
      host: to.host,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': userAgent.join('/'),
    },
    body,
  })
  const signed = await signer.sign(request, signingDate === undefined ? {} : {signingDate})
  const {response} = await handler.handle(signed as HttpRequest, signal === undefined ? {} : {abortSignal: signal})
  const serverTime = Date.parse(response.headers['date'] ?? '')
  if (!Number.isNaN(serverTime)) noteReplyTime?.(serverTime)
  const status = response.statusCode
  return answerOf(await textOf(response.body as AsyncIterable<Uint8Array>), {status, serverTime})
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function answerOf(text: string, about: {readonly status: number; readonly serverTime: number}): XmlElement {
  const root = readXml(text)
  if (about.status === 200 && root !== undefined) return root
  const error = root?.children.find(({name}) => name === 'Errors')?.children[0]
  const part = (name: string): string => error?.children.find(child => child.name === name)?.text ?? ''
  throw new Ec2Refusal(part('Code') || 'UnknownError', part('Message') || `HTTP ${about.status}`, about)
}

/** https://docs.aws.amazon.com/general/latest/gr/ec2-service.html */
function hostOf(region: string): string {
  return `https://ec2.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}
