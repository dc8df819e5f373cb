import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import type {World} from '../kernel.ts'
import {childFiles} from './child-files.ts'
import {openDoor, type Door} from '../wire/listener.ts'
import {canHaveOwnNetwork} from './own-network.ts'
import type {CodeStore} from './code-store.ts'
import {createCodeStore} from './code-store.ts'
import type {RunnableFunction} from './function.ts'
import {mayWriteLog} from './log-permission.ts'
import type {InProcessHandler} from './in-process-worker.ts'
import {InProcessWorker} from './in-process-worker.ts'
import type {Interpreter} from './interpreters.ts'
import {findInterpreter} from './interpreters.ts'
import type {Pacer} from './pacer.ts'
import type {Seat} from './pool.ts'
import {ProcessWorker} from './process-worker.ts'
import type {Reaper} from './reaper.ts'
import {createReaper} from './reaper.ts'
import type {EnvironmentFacts} from './variables.ts'
import {createVirtualTimers} from './virtual-timers.ts'
import {WorkerLog} from './worker-log.ts'

/** Makes workers and keeps what those with processes share on this machine. */
export interface Seats {
  /** A new worker, or why this machine cannot have one. `handler`: run that inside this process instead of the package. */
  make(fn: RunnableFunction, handler: InProcessHandler | undefined): Promise<Seat | {readonly absent: string}>
  hasOwnNetwork(): Promise<boolean>
  /** Removes every file. All workers must be gone. */
  close(): void
}

/** What process workers share: one private folder and one watch over all processes. */
interface Machine {
  readonly root: string
  readonly code: CodeStore
  readonly reaper: Reaper
  /** Leads processes with a network of their own to the sandbox. */
  door?: Promise<Door>
}

/** Credentials of a worker live this long; it is replaced before they end. */
const SESSION_MS = 12 * 60 * 60 * 1000

/** In virtual time years pass at once; a warm process goes on meanwhile, as its own clock stood still. */
const PACED_SESSION_MS = 20 * 365 * 24 * 60 * 60 * 1000

export interface SeatOptions {
  /** Absent: processes wait in real time. */
  readonly pacer: Pacer | undefined
  /** Absent: they draw what they draw. */
  readonly seed: number | undefined
  readonly ownNetwork: boolean
  /** Hosts beside loopback that processes may reach. */
  readonly allowedHosts: readonly string[]
}

export function createSeats(world: World, {pacer, seed, ownNetwork, allowedHosts}: SeatOptions): Seats {
  const timers = createVirtualTimers(world.clock)
  let machine: Machine | undefined
  // A folder a worker: after a restored snapshot the same access key ids come again while the old files are removed.
  let homes = 0
  const hasOwnNetwork = async () => ownNetwork && (await canHaveOwnNetwork())

  const withProcess = async (
    fn: RunnableFunction,
    interpreter: Exclude<Interpreter, {kind: 'absent'}>,
  ): Promise<Seat> => {
    machine ??= prepareMachine()
    const {root, code, reaper} = machine
    const doors = (await hasOwnNetwork()) ? join(root, 'doors') : undefined
    if (doors !== undefined) machine.door ??= openDoor(doors, Number(new URL(world.url()).port))
    await machine.door
    const taskRoot = await code.folderOf(fn.code, fn.codeSha256)
    const {facts, expiresAt, log} = issue(world, fn, pacer === undefined ? SESSION_MS : PACED_SESSION_MS)
    const worker = new ProcessWorker({
      fn,
      facts,
      expiresAt,
      log,
      interpreter,
      clock: world.clock,
      holds: world.holds,
      pacer,
      seed,
      allowedHosts,
      files: childFiles(),
      reaper,
      taskRoot,
      doors,
      home: join(root, 'home', String((homes += 1))),
      compileCache: join(root, 'compiled'),
    })
    const stopwatch = () => (pacer === undefined ? performance.now() : world.clock.now())
    return {fn, worker, log, note: noteOf(fn, interpreter.note), stopwatch}
  }

  return {
    async make(fn, handler) {
      if (handler !== undefined) {
        const {facts, expiresAt, log} = issue(world, fn, pacer === undefined ? SESSION_MS : PACED_SESSION_MS)
        const worker = new InProcessWorker({fn, facts, expiresAt, log, handler, world, timers})
        return {fn, worker, log, note: undefined, stopwatch: () => world.clock.now()}
      }
      const interpreter = await findInterpreter(fn.runtime)
      if (interpreter.kind === 'absent') return {absent: interpreter.reason}
      return await withProcess(fn, interpreter)
    },
    hasOwnNetwork,
    close() {
      if (machine === undefined) return
      void machine.door?.then(door => door.close())
      rmSync(machine.root, {recursive: true, force: true, maxRetries: 3})
      machine.reaper.close()
      machine = undefined
    },
  }
}

function prepareMachine(): Machine {
  const root = mkdtempSync(join(tmpdir(), 'secrot-functions-'))
  return {root, code: createCodeStore(join(root, 'code')), reaper: createReaper(root)}
}

/** What a worker has for itself: credentials, a log. */
function issue(
  world: World,
  fn: RunnableFunction,
  durationMs: number,
): {facts: EnvironmentFacts; expiresAt: number; log: WorkerLog} {
  const {expiresAt, ...credentials} = world.identities.issueSession({
    accountId: fn.accountId,
    roleArn: fn.roleArn,
    sessionName: fn.name,
    durationMs,
    functionArn: fn.arn,
  })
  const found = world.identities.lookup(credentials.accessKeyId, credentials.sessionToken)
  const principal = found.kind === 'ok' ? found.principal : undefined
  const logStream = newStream(world, fn)
  const log = new WorkerLog(world, fn, logStream, () => mayWriteLog(world, fn, principal))
  return {facts: {credentials, logStream, endpointUrl: world.url()}, expiresAt, log}
}

/** Name of a new worker's log stream, `2026/11/22/[$LATEST]` and 32 hex digits. */
export function newStream(world: World, fn: RunnableFunction): string {
  const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[${fn.version}]${world.workers.uuid().replaceAll('-', '')}`
}

/** What the log says at a cold start about how this machine differs from Lambda. */
function noteOf({layers}: RunnableFunction, version: string | undefined): string | undefined {
  const missing = layers.length === 0 ? undefined : `secrot sandbox: these layers are not here: ${layers.join(', ')}`
  return [version, missing].filter(part => part !== undefined).join('\n') || undefined
}
