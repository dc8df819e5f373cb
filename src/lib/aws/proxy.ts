import {EXIT, SecrotError} from '../errors.ts'
import {isLoopback} from './insecure.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Where a request goes: `https:` or `http:`, and the port where the URL names one. */
export interface Destination {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
}

export interface Proxy {
  /** With user and password: never printed. */
  readonly url: URL
  /** As messages name it: without user and password. */
  readonly name: string
}

/**
 * The proxy that the environment names for a request; undefined: none. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
 * as curl reads them, small letters first, but HTTP_PROXY counts in capitals too, as for the AWS CLI
 * (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html). This machine itself is never asked for
 * through a proxy: that would be the proxy's own loopback, and http:// would leave the machine in clear. Throws
 * PROXY_MALFORMED and PROXY_UNSUPPORTED (exit 2).
 */
export function proxyFor(to: Destination, env: Variables): Proxy | undefined {
  if (isLoopback(to.hostname)) return undefined
  const found = setting(env, to.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? setting(env, 'all_proxy')
  if (found === undefined || isExempt(to, setting(env, 'no_proxy')?.value ?? '')) return undefined
  return parsed(found)
}

interface Setting {
  readonly variable: string
  readonly value: string
}

function setting(env: Variables, name: string): Setting | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = env[variable]?.trim()
    if (value !== undefined && value !== '') return {variable, value}
  }
  return undefined
}

/** `*` is every host; `example.com`, `.example.com` and `*.example.com` are that host and all below it; `host:port` one port. */
function isExempt({protocol, hostname, port}: Destination, noProxy: string): boolean {
  const host = bare(hostname)
  const wanted = port ?? (protocol === 'https:' ? 443 : 80)
  return noProxy.split(/[\s,]+/).some(entry => {
    if (entry === '*') return true
    const [, name = '', own] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? []
    const suffix = bare(name).replace(/^\*?\.+/, '')
    if (suffix === '' || (own !== undefined && Number(own) !== wanted)) return false
    return host === suffix || host.endsWith(`.${suffix}`)
  })
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

/** Without a scheme it is an http:// proxy, as for curl. Its value is not printed: a password may be in there. */
function parsed({variable, value}: Setting): Proxy {
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  if (url === null || url.hostname === '') {
    throw new SecrotError({
      code: 'PROXY_MALFORMED',
      message: `${variable} is not the URL of a proxy.`,
      hint: 'A proxy looks like http://proxy.example.com:3128.',
      exit: EXIT.usage,
    })
  }
  const name = `${url.protocol}//${url.host}`
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SecrotError({
      code: 'PROXY_UNSUPPORTED',
      message: `${variable} names ${name}, and only http:// and https:// proxies can be used.`,
      hint: 'Name such a proxy in HTTPS_PROXY, or the hosts that need none in NO_PROXY.',
      exit: EXIT.usage,
    })
  }
  return {url, name}
}
