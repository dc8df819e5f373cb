import {SecrotError} from '../errors.ts'
import type {Destination, Proxy} from './proxy.ts'

/** What a connection failure knows of the proxy that it went through. */
export interface ProxyBlame {
  /** The proxy, without user and password. */
  readonly proxy?: string
}

/** Adds to what went wrong on the way through a proxy which proxy that was. Its own refusal becomes PROXY_REFUSED. */
export function blameProxy(error: unknown, proxy: Proxy, to: Destination): unknown {
  if (!(error instanceof Error) || error instanceof SecrotError) return error
  // The one trace that hpagent leaves of an answer to CONNECT.
  const status = /^Bad response: (\d{3})$/.exec(error.message)?.[1]
  if (status !== undefined) return refusedByProxy(Number(status), proxy, to, error)
  return Object.assign(error, {proxy: proxy.name} satisfies ProxyBlame)
}

/** The proxy answered, but not with a way to the host. */
export function refusedByProxy(status: number, proxy: Proxy, to: Destination, cause?: unknown): SecrotError {
  return new SecrotError({
    code: 'PROXY_REFUSED',
    message: `The proxy ${proxy.name} refused the way to ${to.hostname} (HTTP ${status}).`,
    hint:
      status === 407
        ? 'It wants a user and a password: http://USER:PASSWORD@HOST:PORT in HTTPS_PROXY.'
        : `Check HTTPS_PROXY, or add ${to.hostname} to NO_PROXY.`,
    cause,
  })
}
