import {unpredictableCredentials, unpredictableToken} from './credentials.ts'
import {Frame} from './frame.ts'
import {unpredictableSeed} from './random.ts'
import type {Sandbox, SandboxOptions} from './sandbox.ts'
import {loadScenario, scenarioNamed} from './scenarios/load.ts'
import {serveSandbox} from './serve.ts'
import {StateKeeper} from './state/keeper.ts'
import {readState, writeState, type SavedSandbox} from './state/state-file.ts'
import {sdkRequestHandler} from './transports/sdk-handler.ts'
import {Replies} from './wire/http.ts'
import type {Listener} from './wire/listener.ts'

export type {FaultRule} from './fault-rules.ts'
export type {InProcessCaller, Sandbox, SandboxOptions} from './sandbox.ts'
export {demoFolder} from './scenarios/demo/files.ts'
export {UnknownScenario} from './scenarios/scenario.ts'
export {clientEnvironment, SUPERSEDED_VARIABLES} from './environment.ts'
export {announce, ControlFailure, controlRunning, findRunning, withdraw, type RunningSandbox} from './state/running.ts'
export {UnreadableState} from './state/state-file.ts'

export const DEFAULT_ACCOUNT = '111122223333'
export const DEFAULT_REGION = 'eu-central-1'

/** The record of a long life would make every write slow; a restart keeps the newest entries. */
const MOST_WRITTEN_ENTRIES = 10_000

/** What stays the same over restarts on one state folder. */
type Self = Omit<SavedSandbox, 'snapshot' | 'port' | 'scenario'>

/** What is built in it, which changes with load and reset. */
interface Story {
  scenario?: string
}

/**
 * Starts an embedded AWS in this process and listens on loopback. With `stateFolder` it goes on from what lies there;
 * throws UnreadableState when that cannot be read. A taken port is an error with code EADDRINUSE. Where it fails to start
 * it writes nothing. Throws UnknownScenario.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {stateFolder, scenario} = options
  if (options.processTime === 'virtual' && options.clock?.mode !== 'manual') {
    throw new TypeError('Processes wait in virtual time only where the clock is manual: nobody else may move it.')
  }
  if (scenario !== undefined) scenarioNamed(scenario)
  const saved = stateFolder === undefined ? undefined : await readState(stateFolder)
  const self = selfOf(options, saved)
  const story: Story = saved?.scenario === undefined ? {} : {scenario: saved.scenario}
  const address = {port: 0}
  const url = () => `http://127.0.0.1:${address.port}`
  const keeper =
    stateFolder === undefined
      ? undefined
      : new StateKeeper(() =>
          writeState(stateFolder, {
            ...self,
            ...story,
            port: address.port,
            snapshot: frame.snapshot(MOST_WRITTEN_ENTRIES),
          }),
        )
  // Until it has started.
  keeper?.hold()
  const {clock = {}, switches = {}, services} = options
  const frame = new Frame(
    {
      seed: self.seed,
      clock: {...clock, held: true},
      switches,
      services,
      url,
      onBug: options.onBug,
      onEntry: options.onEntry,
      ...(options.onLogLine === undefined ? {} : {onLogLine: options.onLogLine}),
      ...(options.onRefusedKey === undefined ? {} : {onRefusedKey: options.onRefusedKey}),
      observe: options.observe,
      processTime: options.processTime ?? 'real',
      onPause: options.onPause,
      seedOfFunctions: options.seedOfFunctions,
      ownNetwork: options.ownNetwork ?? false,
      allowedHosts: options.allowedHosts ?? [],
    },
    keeper,
  )
  frame.world.identities.addRootKey({accountId: self.accountId, ...self.credentials})
  const running: {listener?: Listener} = {}
  const sandbox = sandboxOf(frame, self, {
    address,
    story,
    resumed: saved !== undefined,
    settled: async () => {
      keeper?.changed()
      await keeper?.settled()
    },
    asOne: async work => {
      keeper?.hold()
      try {
        await work()
      } finally {
        keeper?.release()
      }
    },
    seal: () => keeper?.seal(),
    stopListening: async () => running.listener?.stop(),
  })
  if (saved !== undefined) {
    frame.restore(saved.snapshot, {time: 'goes-on'})
    frame.world.identities.addRootKey({accountId: self.accountId, ...self.credentials})
  }
  try {
    if (options.listen !== false) {
      running.listener = await listen(frame, sandbox, options.port, saved?.port)
      address.port = running.listener.port
    }
    frame.clock.begin()
    if (saved === undefined && scenario !== undefined) await unlessAborted(sandbox.load(scenario), options.signal)
    keeper?.release()
    await sandbox.save()
  } catch (error) {
    keeper?.seal()
    await sandbox.stop()
    throw error
  }
  return sandbox
}

/** Whatever becomes of the work after the abort is nobody's any more. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const listener = () => reject(signal.reason as Error)
  if (signal.aborted) listener()
  signal.addEventListener('abort', listener)
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', listener)
  }
}

function selfOf(options: SandboxOptions, saved: SavedSandbox | undefined): Self {
  return {
    seed: saved?.seed ?? options.seed ?? unpredictableSeed(),
    accountId: saved?.accountId ?? options.accountId ?? DEFAULT_ACCOUNT,
    region: options.region ?? saved?.region ?? DEFAULT_REGION,
    credentials: options.credentials ?? saved?.credentials ?? unpredictableCredentials(),
  }
}

/** The wanted port, else the one of last time when it is free, else any. */
async function listen(
  frame: Frame,
  sandbox: Sandbox,
  wanted: number | undefined,
  lastTime: number | undefined,
): Promise<Listener> {
  if (wanted !== undefined || lastTime === undefined) return serveSandbox(frame, sandbox, wanted ?? 0)
  try {
    return await serveSandbox(frame, sandbox, lastTime)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return serveSandbox(frame, sandbox, 0)
  }
}

interface Surroundings {
  readonly resumed: boolean
  readonly address: {readonly port: number}
  readonly story: Story
  settled(): Promise<void>
  /** What happens in it is written all at once, when it is done. */
  asOne(work: () => Promise<void>): Promise<void>
  /** Nothing is written from now on. */
  seal(): void
  stopListening(): Promise<void>
}

function sandboxOf(frame: Frame, self: Self, surroundings: Surroundings): Sandbox {
  const {region, credentials} = self
  const initial = frame.snapshot()
  const sandbox: Sandbox = {
    ...self,
    get url() {
      return frame.world.url()
    },
    get port() {
      return surroundings.address.port
    },
    resumed: surroundings.resumed,
    get scenario() {
      return surroundings.story.scenario
    },
    controlToken: unpredictableToken(),
    clock: frame.clock,
    switches: frame.switches,
    faults: frame.faults,
    callRecord: frame.record,
    world: frame.world,
    iam: frame.iam,
    secretsManager: frame.secretsManager,
    seedServiceOwnedSecret: seed => frame.seedServiceOwnedSecret(seed),
    lambda: frame.lambda,
    appsync: frame.appsync,
    network: frame.network,
    trail: frame.trail,
    topics: frame.topics,
    mail: frame.mails({accountId: self.accountId, region}),
    logins: frame.logins,
    objects: {
      put(object) {
        frame.objects.put({accountId: self.accountId, region, ...object})
      },
    },
    gate: frame.gate,
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
    present: () => frame.present(),
    restore: (snapshot, how) => frame.restore(snapshot, how),
    reset: () =>
      surroundings.asOne(async () => {
        await frame.startOver(initial)
        delete surroundings.story.scenario
      }),
    load: scenario =>
      surroundings.asOne(async () => {
        await loadScenario(sandbox, scenario)
        surroundings.story.scenario = scenario
      }),
    save: () => surroundings.settled(),
    async stop() {
      await surroundings.stopListening()
      // A function that ends because the sandbox does has not failed: the state is that of the moment before.
      await surroundings.settled()
      surroundings.seal()
      await frame.stop()
    },
  }
  return sandbox
}
