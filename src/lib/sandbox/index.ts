import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http'

import type {VirtualClock} from './clock.ts'
import {unpredictableCredentials, type SandboxCredentials} from './credentials.ts'
import {Dispatcher} from './dispatcher.ts'
import type {BehaviourSwitches, CallRecord, Service, World} from './kernel.ts'
import {unpredictableSeed} from './random.ts'
import {assembleWorld} from './world.ts'
import type {IamSetup} from './services/iam/setup.ts'
import {Gateway} from './wire/gateway.ts'
import {readRequest, Replies} from './wire/http.ts'
import {listenOnLoopback} from './wire/listener.ts'

export const DEFAULT_ACCOUNT = '111122223333'
export const DEFAULT_REGION = 'eu-central-1'

export interface SandboxOptions {
  /** Everything random follows from it. Absent: one that nobody chose. */
  readonly seed?: number
  /** Absent or 0: any free port. */
  readonly port?: number
  readonly clock?: {readonly mode?: 'real' | 'manual'; readonly startAt?: number}
  readonly switches?: Partial<BehaviourSwitches>
  /** Root credential of the default account. Absent: random. */
  readonly credentials?: SandboxCredentials
  /** Absent: 111122223333. */
  readonly accountId?: string
  /** Absent: eu-central-1. It is only what clients are told; every region is served. */
  readonly region?: string
  /** Further services beside the sandbox's own; tests of the wire bring theirs. */
  readonly services?: (world: World) => readonly Service[]
}

export interface Sandbox {
  /** `http://127.0.0.1:1234`. */
  readonly url: string
  readonly port: number
  readonly seed: number
  readonly accountId: string
  readonly region: string
  /** Root credential of the default account. */
  readonly credentials: SandboxCredentials
  readonly clock: VirtualClock
  readonly callRecord: CallRecord
  readonly world: World
  /** Users, roles and policies made without requests, for scenarios and tests. */
  readonly iam: IamSetup
  /** What failed inside the sandbox itself; a test that finds something here has found a bug of the sandbox. */
  readonly bugs: readonly unknown[]
  /** Root credential of another account, which is opened when it is new. */
  addAccount(accountId: string): SandboxCredentials
  stop(): Promise<void>
}

/** Starts an embedded AWS in this process and listens on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const seed = options.seed ?? unpredictableSeed()
  const accountId = options.accountId ?? DEFAULT_ACCOUNT
  const bugs: unknown[] = []
  const onBug = (error: unknown) => void bugs.push(error)
  let port = 0
  const url = () => `http://127.0.0.1:${port}`
  const clockOptions = {...options.clock, onFailure: onBug}
  const assembly = assembleWorld({
    seed,
    clock: clockOptions,
    switches: options.switches ?? {},
    url,
    services: options.services,
  })
  const {world, clock, record, installation, requestIds, digestKey} = assembly
  const dispatcher = new Dispatcher(world, {digestKey, onBug})
  const gateway = new Gateway(world, {
    dispatcher,
    services: installation.services,
    nextRequestId: () => requestIds.uuid(),
  })
  const replies = new Replies(clock)
  const answer: RequestListener = (incoming, response) => {
    serve(incoming, response).catch(onBug)
  }
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming)
    if (request === undefined) response.destroy()
    else replies.send(response, await gateway.handle(request))
  }
  const listener = await listenOnLoopback(options.port ?? 0, answer)
  port = listener.port
  const addAccount = (id: string, credentials = unpredictableCredentials()) => {
    world.identities.addRootKey({accountId: id, ...credentials})
    return credentials
  }
  return {
    url: url(),
    port,
    seed,
    accountId,
    region: options.region ?? DEFAULT_REGION,
    credentials: addAccount(accountId, options.credentials),
    clock,
    callRecord: record,
    world,
    iam: installation.iam.setup,
    bugs,
    addAccount: id => addAccount(id),
    async stop() {
      clock.stop()
      await listener.stop()
      for (const service of installation.services) await service.stop?.()
    },
  }
}
