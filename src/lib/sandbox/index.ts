import {unpredictableCredentials, unpredictableToken} from './credentials.ts'
import {Frame} from './frame.ts'
import {unpredictableSeed} from './random.ts'
import type {Sandbox, SandboxOptions} from './sandbox.ts'
import {loadScenario} from './scenarios/load.ts'
import {serveSandbox} from './serve.ts'
import {sdkRequestHandler} from './transports/sdk-handler.ts'
import {Replies} from './wire/http.ts'
import type {Listener} from './wire/listener.ts'

export type {InProcessCaller, Sandbox, SandboxOptions} from './sandbox.ts'

export const DEFAULT_ACCOUNT = '111122223333'
export const DEFAULT_REGION = 'eu-central-1'

/** Starts an embedded AWS in this process and listens on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {accountId = DEFAULT_ACCOUNT, region = DEFAULT_REGION, seed = unpredictableSeed()} = options
  const credentials = options.credentials ?? unpredictableCredentials()
  const controlToken = unpredictableToken()
  const address = {port: 0}
  const url = () => `http://127.0.0.1:${address.port}`
  const {clock = {}, switches = {}, services} = options
  const frame = new Frame({seed, clock, switches, services, url})
  frame.world.identities.addRootKey({accountId, ...credentials})
  const initial = frame.snapshot()
  let listener: Listener | undefined
  const sandbox: Sandbox = {
    get url() {
      return url()
    },
    get port() {
      return address.port
    },
    seed,
    accountId,
    region,
    credentials,
    controlToken,
    clock: frame.clock,
    faults: frame.faults,
    callRecord: frame.record,
    world: frame.world,
    iam: frame.iam,
    secretsManager: frame.secretsManager,
    seedServiceOwnedSecret: seed => frame.seedServiceOwnedSecret(seed),
    lambda: frame.lambda,
    trail: frame.trail,
    logins: frame.logins,
    bugs: frame.bugs,
    requestHandler: sdkRequestHandler(frame, new Replies(frame.clock)),
    call: (service, operation, input, caller = {}) =>
      frame.call(service, operation, input, {
        accessKeyId: caller.accessKeyId ?? credentials.accessKeyId,
        sessionToken: caller.sessionToken,
        region: caller.region ?? region,
      }),
    addAccount(id) {
      const added = unpredictableCredentials()
      frame.world.identities.addRootKey({accountId: id, ...added})
      return added
    },
    snapshot: () => frame.snapshot(),
    restore: (snapshot, time) => frame.restore(snapshot, time),
    reset: () => frame.restore(initial, 'goes-on'),
    load: scenario => loadScenario(sandbox, scenario),
    async stop() {
      await listener?.stop()
      await frame.stop()
    },
  }
  if (options.listen !== false) {
    listener = await serveSandbox(frame, sandbox, options.port ?? 0)
    address.port = listener.port
  }
  return sandbox
}
