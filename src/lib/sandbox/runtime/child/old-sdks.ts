import {registerHooks} from 'node:module'

// SDKs for JavaScript before 3.390 or so and all of version 2 know no AWS_ENDPOINT_URL. Each has one place that all its
// clients pass; a line is put behind that file's source which hands the class over before a client is made.
const PLACES = [
  /\/node_modules\/@(aws-sdk|smithy)\/smithy-client\/dist-cjs\/(client|index)\.js$/,
  /\/node_modules\/aws-sdk\/lib\/core\.js$/,
]
const HOOK = Symbol.for('secrot.sandbox.old-sdk')

interface ClientV3 {
  config?: {endpoint?: unknown; isCustomEndpoint?: boolean; tls?: boolean}
  middlewareStack?: {add(middleware: unknown, options: object): void}
  send(...args: unknown[]): unknown
}
interface ServiceV2 {
  initialize(config?: {endpoint?: unknown}): unknown
}
type Handed = {Client?: {prototype: ClientV3}; Service?: {prototype: ServiceV2}}

/** Points SDKs that come with a handler's package and are too old for AWS_ENDPOINT_URL at the sandbox. */
export function redirectOldSdks(endpointUrl: string | undefined): void {
  if (endpointUrl === undefined) return
  Object.assign(globalThis, {
    [HOOK]: ({Client, Service}: Handed) => {
      if (Client !== undefined) redirectV3(Client.prototype, new URL(endpointUrl))
      if (Service !== undefined) redirectV2(Service.prototype, endpointUrl)
    },
  })
  const line = `\n;globalThis[Symbol.for(${JSON.stringify(HOOK.description)})](module.exports);\n`
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!PLACES.some(place => place.test(url)) || loaded.source == null) return loaded
      const source = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array)
      return {...loaded, source: source.toString() + line}
    },
  })
}

function redirectV2(service: ServiceV2, endpoint: string): void {
  const initialize = Reflect.get(service, 'initialize')
  service.initialize = function (this: ServiceV2, config) {
    return Reflect.apply(initialize, this, [config?.endpoint === undefined ? {...config, endpoint} : config])
  }
}

function redirectV3(client: ClientV3, url: URL): void {
  const send = Reflect.get(client, 'send')
  client.send = function (this: ClientV3, ...args: unknown[]) {
    if (this.config !== undefined && this.config.isCustomEndpoint !== true) point(this, this.config, url)
    return Reflect.apply(send, this, args)
  }
}

function point({middlewareStack}: ClientV3, config: NonNullable<ClientV3['config']>, url: URL): void {
  const endpoint = {protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: url.pathname}
  config.endpoint = () => Promise.resolve(endpoint)
  config.isCustomEndpoint = true
  config.tls = false
  // The oldest ones leave the port out of the Host header that they sign.
  const signHost =
    (next: (args: {request: {headers: Record<string, string>}}) => unknown) =>
    (args: {request: {headers: Record<string, string>}}) => {
      args.request.headers['host'] = url.host
      return next(args)
    }
  middlewareStack?.add(signHost, {step: 'build', priority: 'low', name: 'secrotSandboxHost'})
}
