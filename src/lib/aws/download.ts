import {HttpRequest} from '@smithy/core/protocols'
import {EXIT, SecrotError} from '../errors.ts'
import {isLoopback} from './insecure.ts'
import type {WireOptions} from './wire.ts'

export interface DownloadOptions extends Pick<WireOptions, 'env' | 'profile'> {
  /** What it is, as messages name it: the URL is as secret as what it leads to. */
  readonly what: string
  readonly mostBytes: number
  readonly signal?: AbortSignal
}

const QUIET_MS = 60_000

/**
 * What lies at a presigned URL: over https://, or http:// on this machine, by way of the proxy that other calls take, and
 * no redirect is followed. Throws CODE_NOT_FETCHED (exit 1), and INSECURE_ENDPOINT (exit 2) for a URL in clear.
 */
export async function download(url: string, {what, mostBytes, signal, ...wire}: DownloadOptions): Promise<Uint8Array> {
  const to = addressOf(url, what)
  const {wireHandler} = await import('./wire.ts')
  const handler = await wireHandler({...wire, allowInsecureEndpoint: false, requestTimeoutMs: QUIET_MS})
  try {
    const {response} = await handler.handle(to, signal === undefined ? {} : {abortSignal: signal})
    if (response.statusCode !== 200) throw notFetched(what, `its address answered HTTP ${response.statusCode}`)
    return await bodyOf(response.body as AsyncIterable<Uint8Array>, {what, mostBytes, signal})
  } finally {
    handler.destroy()
  }
}

/** The query goes as it is: it is signed. */
function addressOf(url: string, what: string): HttpRequest {
  const to = URL.parse(url)
  if (to === null || !/^https?:$/.test(to.protocol)) throw notFetched(what, 'its address is not one of https://')
  if (to.protocol === 'http:' && !isLoopback(to.hostname)) {
    throw new SecrotError({
      code: 'INSECURE_ENDPOINT',
      message: `${what} is not fetched: ${to.origin} is not encrypted and not on this machine.`,
      hint: 'Download the zip by other means and rehearse it: secrot rehearse FILE',
      exit: EXIT.usage,
    })
  }
  return new HttpRequest({
    protocol: to.protocol,
    hostname: to.hostname,
    ...(to.port === '' ? {} : {port: Number(to.port)}),
    method: 'GET',
    path: to.pathname + to.search,
    headers: {host: to.host},
  })
}

async function bodyOf(
  body: AsyncIterable<Uint8Array>,
  {what, mostBytes, signal}: {what: string; mostBytes: number; signal?: AbortSignal | undefined},
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    signal?.throwIfAborted()
    length += chunk.length
    if (length > mostBytes) throw notFetched(what, `it is larger than ${Math.floor(mostBytes / 1024 / 1024)} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function notFetched(what: string, reason: string): SecrotError {
  return new SecrotError({
    code: 'CODE_NOT_FETCHED',
    message: `${what} could not be fetched: ${reason}.`,
    hint: 'The address is good for some minutes: run the same command again, or rehearse the zip: secrot rehearse FILE',
  })
}
