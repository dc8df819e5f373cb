import {NodeHttpHandler, type NodeHttpHandlerOptions} from '@smithy/node-http-handler'
import {HttpRequest} from '@smithy/core/protocols'
import {readCaBundle} from './ca-bundle.ts'
import {refuseInsecure} from './insecure.ts'
import {type Proxy, proxyFor} from './proxy.ts'
import {blameProxy, refusedByProxy} from './proxy-failures.ts'

type Variables = Readonly<Record<string, string | undefined>>
type Answer = ReturnType<NodeHttpHandler['handle']>
type HandlerOptions = Parameters<NodeHttpHandler['handle']>[1]

export interface WireOptions {
  readonly env: Variables
  /** Absent: that of the default profile. */
  readonly profile?: string | undefined
  readonly allowInsecureEndpoint: boolean
  readonly requestTimeoutMs: number
}

/**
 * What sends the requests of an SDK client, those for credentials included: bounded in time, never in clear to another
 * machine, through the proxy that the environment names, trusting AWS_CA_BUNDLE. The SDK reads none of these variables
 * itself. Throws CA_BUNDLE_UNREADABLE (exit 2).
 */
export async function wireHandler(options: WireOptions): Promise<NodeHttpHandler> {
  const ca = await readCaBundle(options.env, options.profile)
  return new Wire(options, ca)
}

class Wire extends NodeHttpHandler {
  readonly #options: WireOptions
  readonly #ca: string | undefined
  #tunnel: Promise<NodeHttpHandler> | undefined

  constructor(options: WireOptions, ca: string | undefined) {
    super({...timeouts(options), ...(ca === undefined ? {} : {httpsAgent: {...agentOptions, ca}})})
    this.#options = options
    this.#ca = ca
  }

  override async handle(request: HttpRequest, options?: HandlerOptions): Answer {
    refuseInsecure(request, this.#options.allowInsecureEndpoint)
    const proxy = proxyFor(request, this.#options.env)
    if (proxy === undefined) return super.handle(request, options)
    try {
      if (request.protocol === 'https:') return await (await this.#tunnelThrough(proxy)).handle(request, options)
      const answer = await super.handle(absolute(request, proxy), options)
      if (answer.response.statusCode === 407) throw refusedByProxy(407, proxy, request)
      return answer
    } catch (error) {
      throw blameProxy(error, proxy, request)
    }
  }

  override destroy(): void {
    super.destroy()
    void this.#tunnel?.then(tunnel => tunnel.destroy())
  }

  /** One for all hosts: the environment names one proxy for https://. */
  #tunnelThrough(proxy: Proxy): Promise<NodeHttpHandler> {
    this.#tunnel ??= tunnelThrough(proxy, this.#options, this.#ca)
    return this.#tunnel
  }
}

async function tunnelThrough(proxy: Proxy, options: WireOptions, ca: string | undefined): Promise<NodeHttpHandler> {
  const {HttpsProxyAgent} = await import('hpagent')
  const trust = ca === undefined ? {} : {ca, proxyRequestOptions: {ca: [ca]}}
  return new NodeHttpHandler({
    ...timeouts(options),
    httpsAgent: new HttpsProxyAgent({...agentOptions, proxy: proxy.url, ...trust}),
  })
}

/** The request as a proxy wants it that shall send http:// on: for the whole URL (RFC 9112, section 3.2.2). */
function absolute(request: HttpRequest, {url}: Proxy): HttpRequest {
  const {username, password, protocol, hostname, port} = url
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`
  const onward = HttpRequest.clone(request)
  onward.protocol = protocol
  onward.hostname = hostname
  onward.port = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  if (login !== ':') onward.headers['proxy-authorization'] = `Basic ${Buffer.from(login).toString('base64')}`
  onward.path = `http://${host}${request.path}`
  return onward
}

/** As the SDK's own agents are. */
const agentOptions = {keepAlive: true, maxSockets: 50}

function timeouts({requestTimeoutMs}: WireOptions): NodeHttpHandlerOptions {
  return {connectionTimeout: 3_000, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true}
}
