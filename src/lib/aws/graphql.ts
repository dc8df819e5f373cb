import {HttpRequest} from '@smithy/core/protocols'
import {SecrotError} from '../errors.ts'
import type {Sensitive} from '../sensitive.ts'
import type {Clients} from './clients.ts'
import {awsFailure} from './errors.ts'

/** Every schema answers it, whatever its types are called (GraphQL specification, section 4.1.4). */
const QUERY = JSON.stringify({query: '{__typename}'})
const QUIET_MS = 10_000

/**
 * Sends the smallest query there is with a key, by way of the proxy that other calls take and over https:// or to this
 * machine only; the HTTP status of the answer. Throws UNREACHABLE and whatever else keeps the request from an answer.
 */
export async function sendQuery(
  clients: Clients,
  {url, key, signal}: {readonly url: string; readonly key: Sensitive; readonly signal: AbortSignal | undefined},
): Promise<number> {
  signal?.throwIfAborted()
  const to = URL.parse(url)
  if (to === null)
    throw new SecrotError({code: 'UNREACHABLE', message: 'AppSync names no address of the API that could be asked.'})
  const handler = await clients.wire(QUIET_MS)
  try {
    const {response} = await handler.handle(requestTo(to, key), signal === undefined ? {} : {abortSignal: signal})
    const body = response.body as {destroy?: () => void} | undefined
    body?.destroy?.()
    return response.statusCode
  } catch (error) {
    throw awsFailure(error, {action: 'a GraphQL request', ...clients.about, ...(signal === undefined ? {} : {signal})})
  } finally {
    handler.destroy()
  }
}

function requestTo(to: URL, key: Sensitive): HttpRequest {
  const value = key.reveal()
  return new HttpRequest({
    protocol: to.protocol,
    hostname: to.hostname,
    ...(to.port === '' ? {} : {port: Number(to.port)}),
    method: 'POST',
    path: to.pathname + to.search,
    headers: {
      host: to.host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(QUERY)),
      'x-api-key': typeof value === 'string' ? value : Buffer.from(value).toString('utf8'),
    },
    body: QUERY,
  })
}
