import {registerHooks} from 'node:module'

// SDKs for JavaScript before 3.451 and all of version 2 know no AWS_ENDPOINT_URL. Each has one place that all clients
// pass; a line is put behind that file's source which hands the class over before a client is made.
const CLIENT_V3 = /\/node_modules\/@(aws-sdk|smithy)\/smithy-client\/dist-cjs\/(client|index)\.js$/
const CORE_V2 = /\/node_modules\/aws-sdk\/lib\/core\.js$/
const HOOK = Symbol.for('secrot.sandbox.old-sdk')

interface OldClient {
  config?: {endpoint?: unknown; isCustomEndpoint?: boolean; tls?: boolean}
  send(...args: unknown[]): unknown
}
type Handed = {Client?: {prototype: OldClient}; config?: {endpoint?: string; update(options: object): void}}

/** Points SDKs that come with a handler's package and are too old for AWS_ENDPOINT_URL at the sandbox. */
export function redirectOldSdks(endpointUrl: string | undefined): void {
  if (endpointUrl === undefined) return
  Object.assign(globalThis, {[HOOK]: (handed: Handed) => redirect(handed, endpointUrl)})
  const line = `\n;globalThis[Symbol.for(${JSON.stringify(HOOK.description)})](module.exports);\n`
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!(CLIENT_V3.test(url) || CORE_V2.test(url)) || loaded.source == null) return loaded
      const source = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array)
      return {...loaded, source: source.toString() + line}
    },
  })
}

function redirect(handed: Handed, endpointUrl: string): void {
  if (handed.config !== undefined && handed.config.endpoint === undefined) handed.config.update({endpoint: endpointUrl})
  const client = handed.Client?.prototype
  if (client === undefined) return
  const send = Reflect.get(client, 'send')
  client.send = function (this: OldClient, ...args: unknown[]) {
    const {config} = this
    if (config !== undefined && config.isCustomEndpoint !== true) point(config, new URL(endpointUrl))
    return Reflect.apply(send, this, args)
  }
}

function point(config: NonNullable<OldClient['config']>, url: URL): void {
  config.endpoint = () =>
    Promise.resolve({protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: url.pathname})
  config.isCustomEndpoint = true
  config.tls = false
}
