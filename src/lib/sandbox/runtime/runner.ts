import type {WorkerAtWork, World} from '../kernel.ts'
import {execute, warmUp} from './execution.ts'
import type {Execution, Invocation, RunnableFunction} from './function.ts'
import type {InProcessHandler} from './in-process-worker.ts'
import type {LeftFile} from './left-files.ts'
import {createPacer} from './pacer.ts'
import {createPool} from './pool.ts'
import type {ProcessOptions} from './process-options.ts'
import {exited, platformFailure} from './results.ts'
import {createSeats, newStream} from './seats.ts'
import {SharedFolders} from './shared-folders.ts'
import {createSpares, type Find} from './spares.ts'
import {WorkerLog} from './worker-log.ts'

/** Real time without a sign after which an invocation whose process waits in virtual time has timed out. */
const STILL_MS = 20_000

/** Runs versions of functions, each in workers of its own. */
export interface Runner {
  /** Runs one event to its end. Whatever the function does is in the result. */
  run(fn: RunnableFunction, invocation: Invocation): Promise<Execution>
  /** From now on the function with this ARN (without qualifier) is `handler`, called in this process. */
  registerInProcess(functionArn: string, handler: InProcessHandler): void
  /** From now on every function is its package again. */
  forgetHandlers(): void
  /** Ends the worker that holds these credentials, whatever it does. False when there is none. */
  killWorker(accessKeyId: string): boolean
  /**
   * Whether the worker with these credentials was here and is no more, or is past its time limit. A handler inside this
   * process cannot be stopped, so nothing that it still sends may count.
   */
  isOver(accessKeyId: string): boolean
  /** The function and the worker of the invocation under way, if there is exactly one. */
  soleRunning(): {readonly functionArn: string; readonly accessKeyId: string} | undefined
  /** Lets the free workers of one function go, after it was deleted. */
  retire(functionArn: string): void
  /** A worker's call has come in. Answers what is at work there; undefined: nothing, or no worker. */
  callArrived(accessKeyId: string): WorkerAtWork | undefined
  /** `own`: processes reach the sandbox alone. `guarded`: what is loaded before a function refuses other hosts. */
  network(): Promise<'own' | 'guarded'>
  /** What the workers of a function (ARN without qualifier) that live have left in the folder that is their HOME and TMPDIR. */
  filesOf(functionArn: string): Promise<readonly LeftFile[]>
  /** What comes from now on into the folders that functions share with this machine. */
  sharedFolders(): SharedFolders
  /** Access key ids of the workers that live. */
  liveWorkers(): readonly string[]
  /** Ends what is at work, without another line in a log; free workers stay when `fits` holds for what they run. */
  keepFree(fits: (fn: RunnableFunction) => boolean): void
  /** Lets all workers go, those at work after their event: the next invocations get fresh processes. */
  endWorkers(): Promise<void>
  /** From now on `count` workers of the function wait, initialised, beside those at work. Resolves when they do. */
  spare(functionArn: string, count: number, find: Find): Promise<void>
  /** Ends all workers and what they run, without another line in a log; the next invocations start new ones. */
  reset(): Promise<void>
  /** As reset, and removes every file. */
  stop(): Promise<void>
}

export function createRunner(world: World, processes: ProcessOptions): Runner {
  const pool = createPool()
  const {clock, holds, outside} = world
  const isPaced = processes.processTime === 'virtual'
  const pacer = isPaced
    ? createPacer({clock, holds, outside, onPause: processes.onPause, stillMs: STILL_MS})
    : undefined
  const {seedOfFunctions: seed, ownNetwork, allowedHosts} = processes
  const seats = createSeats(world, {pacer, seed, ownNetwork, allowedHosts})
  const atWork = new Map<string, WorkerAtWork>()
  const inProcess = new Map<string, InProcessHandler>()
  const issued = new Set<string>()
  // Grows with each reset: what began before it has ended with it, wherever it was.
  let era = 0
  const seating = new Set<Promise<unknown>>()
  let stopped = false

  const seatFor = async (fn: RunnableFunction): ReturnType<typeof seats.make> => {
    if (stopped) return {absent: 'The sandbox has ended.'}
    const making = seats.make(fn, inProcess.get(fn.arn))
    seating.add(making)
    return making.finally(() => seating.delete(making))
  }

  const spares = createSpares({
    pool,
    async make(fn) {
      const began = era
      const seat = await seatFor(fn)
      if (began !== era) return {absent: 'It was to be a worker of a past that is no more.'}
      if ('worker' in seat) issued.add(seat.worker.accessKeyId)
      return seat
    },
    start: seat => warmUp({...seat, now: () => world.clock.now()}),
  })

  const reset = () => {
    era += 1
    // The same access key ids may be given out again.
    issued.clear()
    return pool.kill()
  }

  const runOne = async (fn: RunnableFunction, invocation: Invocation): Promise<Execution> => {
    const began = era
    const warm = pool.take(fn, world.clock.now())
    if (warm !== undefined) void spares.fill(fn.arn)
    const seat = warm ?? (await seatFor(fn))
    if (began !== era) return abandoned(invocation)
    if ('absent' in seat) return refusedByMachine(world, fn, seat.absent)
    if (warm === undefined) {
      issued.add(seat.worker.accessKeyId)
      pool.add(seat, 'at work')
    }
    const {accessKeyId} = seat.worker
    const work = {requestId: invocation.requestId, paced: isPaced && !inProcess.has(fn.arn)}
    atWork.set(accessKeyId, work)
    try {
      const execution = await execute({...seat, invocation, cold: warm === undefined, now: () => world.clock.now()})
      return began === era ? execution : {...execution, abandoned: true}
    } finally {
      // After a restored snapshot the same id may be another worker's.
      if (atWork.get(accessKeyId) === work) atWork.delete(accessKeyId)
      pool.release(seat)
    }
  }

  return {
    async run(fn, invocation) {
      const isOver = inProcess.has(fn.arn) ? undefined : pacer?.expect(invocation.requestId)
      try {
        return await runOne(fn, invocation)
      } finally {
        isOver?.()
      }
    },
    registerInProcess(functionArn, handler) {
      inProcess.set(functionArn, handler)
      pool.retire(functionArn)
    },
    forgetHandlers: () => inProcess.clear(),
    killWorker(accessKeyId) {
      const seat = pool.find(accessKeyId)
      if (seat === undefined) return false
      seat.worker.kill()
      return true
    },
    isOver: accessKeyId => issued.has(accessKeyId) && pool.find(accessKeyId)?.worker.isOver() !== false,
    soleRunning() {
      const [seat, ...others] = pool.busy()
      if (seat === undefined || others.length > 0) return undefined
      return {functionArn: seat.fn.arn, accessKeyId: seat.worker.accessKeyId}
    },
    retire: functionArn => pool.retire(functionArn),
    callArrived(accessKeyId) {
      pacer?.stir(accessKeyId)
      return atWork.get(accessKeyId)
    },
    network: async () => ((await seats.hasOwnNetwork()) ? 'own' : 'guarded'),
    filesOf: functionArn => pool.files(functionArn),
    sharedFolders: () => new SharedFolders(),
    liveWorkers: () => pool.live(),
    keepFree(fits) {
      era += 1
      pool.keepFree(fits)
      void spares.fill()
    },
    async endWorkers() {
      await pool.retireAll()
      await spares.fill()
    },
    spare: (functionArn, count, find) => spares.keep(functionArn, count, find),
    reset,
    async stop() {
      stopped = true
      await reset()
      // What is being unpacked would come back after it was removed.
      await Promise.allSettled(seating)
      seats.close()
    },
  }
}

/** The result of an event whose worker was not even started when all workers were ended. */
function abandoned({requestId}: Invocation): Execution {
  return {answer: exited(requestId, {code: null, signal: 'SIGKILL'}), durationMs: 0, logTail: '', abandoned: true}
}

/** The result where this machine lacks the interpreter; the reason is also in the function's log. */
function refusedByMachine(world: World, fn: RunnableFunction, reason: string): Execution {
  const log = new WorkerLog(world, fn, newStream(world, fn), () => true)
  log.application(reason, 'ERROR')
  return {answer: platformFailure('error', 'Sandbox.InterpreterAbsent', reason), durationMs: 0, logTail: log.tail()}
}
