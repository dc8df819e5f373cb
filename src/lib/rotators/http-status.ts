import http from 'node:http'
import https from 'node:https'

/** One request, without what says where it goes. */
export interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a client without a name of its own sends; some servers refuse who names none. */
const OWN = {accept: '*/*', 'user-agent': 'secrot'}

/**
 * The status that a request is answered with, or the name of the reason why it is not. It goes to this host alone: a
 * redirection is an answer like any other. `fetch` would take as long to load as all the rest of a first step.
 */
export function statusOf(url: string | URL, request: HttpRequest, timeoutMs: number): Promise<number | string> {
  const {promise, resolve} = Promise.withResolvers<number | string>()
  const {method, headers, body} = request
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const to = new URL(url)
    const {request: send} = to.protocol === 'https:' ? https : http
    const sent = send(to, {method, headers: {...OWN, ...headers}, signal}, answer => {
      answer.resume()
      resolve(answer.statusCode ?? 'unknown')
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(signal.aborted ? 'TimeoutError' : nameOf(error)))
    sent.end(body)
  } catch (error) {
    resolve(nameOf(error as NodeJS.ErrnoException))
  }
  return promise
}

const nameOf = ({code, name}: {readonly code?: string; readonly name?: string}) => code ?? name ?? 'unknown'
