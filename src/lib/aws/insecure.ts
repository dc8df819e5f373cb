import {EXIT, SecrotError} from '../errors.ts'

/** Where a request or an endpoint points. */
interface Destination {
  readonly protocol: string
  readonly hostname: string
}

/** Throws INSECURE_ENDPOINT (exit 2) for http:// to another machine, unless that was allowed. */
export function refuseInsecure({protocol, hostname}: Destination, allowed: boolean, url = `http://${hostname}`): void {
  if (protocol !== 'http:' || allowed || isLoopback(hostname)) return
  throw new SecrotError({
    code: 'INSECURE_ENDPOINT',
    message: `${url} is not encrypted and not on this machine: values would travel in clear.`,
    hint: 'Use https://, or add --allow-insecure-endpoint.',
    exit: EXIT.usage,
  })
}

/** Whether a host name can only mean this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
