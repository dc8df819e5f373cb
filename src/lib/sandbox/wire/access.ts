import type {IncomingMessage} from 'node:http'

/**
 * Why a request is refused before anything else is looked at; undefined: it may go on. The sandbox runs uploaded code,
 * so no web page and no other machine may speak to it: the Host must be this listener under a loopback name (a page
 * that rebinds its own name to 127.0.0.1 still sends its name), and what only browsers send is not answered at all.
 * Every listener of the sandbox asks this first.
 */
export function refusalOf(request: IncomingMessage, port: number): string | undefined {
  const {headers} = request
  if (!isOwnHost(headers.host, port)) return 'The Host header does not name this listener.'
  if (headers.origin !== undefined) return 'Requests with an Origin header are refused.'
  if (headers['sec-fetch-site'] !== undefined) return 'Requests of web pages are refused.'
  return undefined
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` || host === `[::1]:${port}`
}
