import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import type {World} from '../kernel.ts'
import {childFiles} from './child-files.ts'
import type {CodeStore} from './code-store.ts'
import {createCodeStore} from './code-store.ts'
import {execute} from './execution.ts'
import type {Execution, Invocation, RunnableFunction} from './function.ts'
import type {InProcessHandler} from './in-process-worker.ts'
import {InProcessWorker} from './in-process-worker.ts'
import type {Interpreter} from './interpreters.ts'
import {findInterpreter} from './interpreters.ts'
import type {Seat} from './pool.ts'
import {createPool} from './pool.ts'
import {ProcessWorker} from './process-worker.ts'
import type {Reaper} from './reaper.ts'
import {createReaper} from './reaper.ts'
import {platformFailure} from './results.ts'
import type {EnvironmentFacts} from './variables.ts'
import {createVirtualTimers} from './virtual-timers.ts'
import {WorkerLog} from './worker-log.ts'

/** Runs versions of functions, each in workers of its own. */
export interface Runner {
  /** Runs one event to its end. Whatever the function does is in the result. */
  run(fn: RunnableFunction, invocation: Invocation): Promise<Execution>
  /** From now on the function with this ARN (without qualifier) is `handler`, called in this process. */
  registerInProcess(functionArn: string, handler: InProcessHandler): void
  /** Ends the worker that holds these credentials, whatever it does. False when there is none. */
  killWorker(accessKeyId: string): boolean
  /**
   * Whether the worker with these credentials was here and is no more, or is past its time limit. A handler inside this
   * process cannot be stopped, so nothing that it still sends may count.
   */
  isOver(accessKeyId: string): boolean
  /** Ends the workers of one function, after it was deleted. */
  retire(functionArn: string): Promise<void>
  /** Ends all workers; the next invocations start new ones. */
  reset(): Promise<void>
  /** Ends all workers and removes every file. */
  stop(): Promise<void>
}

/** Credentials of a worker live this long; it is replaced before they end. */
const SESSION_MS = 12 * 60 * 60 * 1000

export function createRunner(world: World): Runner {
  const pool = createPool()
  const timers = createVirtualTimers(world.clock)
  const inProcess = new Map<string, InProcessHandler>()
  const issued = new Set<string>()
  let machine: Machine | undefined

  const seatOf = async (fn: RunnableFunction): Promise<Seat | string> => {
    const handler = inProcess.get(fn.arn)
    const interpreter = handler === undefined ? await findInterpreter(fn.runtime) : undefined
    if (interpreter?.kind === 'absent') return interpreter.reason
    const {facts, expiresAt} = issue(world, fn)
    issued.add(facts.credentials.accessKeyId)
    const log = new WorkerLog(world, fn, facts.logStream)
    const shared = {fn, facts, expiresAt, log}
    if (handler !== undefined) {
      const worker = new InProcessWorker({...shared, handler, world, timers})
      return {fn, worker, log, note: undefined, stopwatch: () => world.clock.now()}
    }
    machine ??= prepareMachine()
    const worker = await processWorker(world, machine, {...shared, interpreter: interpreter as LocalInterpreter})
    return {fn, worker, log, note: noteOf(fn, interpreter), stopwatch: () => performance.now()}
  }

  return {
    async run(fn, invocation) {
      const warm = pool.take(fn, world.clock.now())
      const seat = warm ?? (await seatOf(fn))
      if (typeof seat === 'string') return refusedByMachine(world, fn, seat)
      if (warm === undefined) pool.add(seat)
      try {
        const now = () => world.clock.now()
        return await execute({...seat, invocation, cold: warm === undefined, now})
      } finally {
        pool.release(seat)
      }
    },
    registerInProcess(functionArn, handler) {
      inProcess.set(functionArn, handler)
      void pool.kill(seat => seat.fn.arn === functionArn)
    },
    killWorker(accessKeyId) {
      const seat = pool.find(accessKeyId)
      if (seat === undefined) return false
      seat.worker.kill()
      return true
    },
    isOver: accessKeyId => issued.has(accessKeyId) && pool.find(accessKeyId)?.worker.isOver() !== false,
    retire: functionArn => pool.kill(seat => seat.fn.arn === functionArn),
    reset: () => pool.kill(),
    async stop() {
      await pool.kill()
      if (machine !== undefined) rmSync(machine.root, {recursive: true, force: true})
      machine?.reaper.close()
      machine = undefined
    },
  }
}

/** What the log says at a cold start about how this machine differs from Lambda. */
function noteOf({layers}: RunnableFunction, interpreter: Interpreter | undefined): string | undefined {
  const version = interpreter?.kind === 'absent' ? undefined : interpreter?.note
  const missing = layers.length === 0 ? undefined : `secrot sandbox: these layers are not here: ${layers.join(', ')}`
  return [version, missing].filter(part => part !== undefined).join('\n') || undefined
}

type LocalInterpreter = Exclude<Interpreter, {kind: 'absent'}>

/** What process workers share: one private folder and one watch over all processes. */
interface Machine {
  readonly root: string
  readonly code: CodeStore
  readonly reaper: Reaper
}

function prepareMachine(): Machine {
  const root = mkdtempSync(join(tmpdir(), 'secrot-functions-'))
  return {root, code: createCodeStore(join(root, 'code')), reaper: createReaper(root)}
}

interface Shared {
  readonly fn: RunnableFunction
  readonly facts: EnvironmentFacts
  readonly expiresAt: number
  readonly log: WorkerLog
  readonly interpreter: LocalInterpreter
}

async function processWorker(world: World, machine: Machine, shared: Shared): Promise<ProcessWorker> {
  const {fn, facts} = shared
  return new ProcessWorker({
    ...shared,
    clock: world.clock,
    files: childFiles(),
    reaper: machine.reaper,
    taskRoot: await machine.code.folderOf(fn.code, fn.codeSha256),
    home: join(machine.root, 'home', facts.credentials.accessKeyId),
    compileCache: join(machine.root, 'compiled'),
  })
}

function issue(world: World, fn: RunnableFunction): {facts: EnvironmentFacts; expiresAt: number} {
  const {expiresAt, ...credentials} = world.identities.issueSession({
    accountId: fn.accountId,
    roleArn: fn.roleArn,
    sessionName: fn.name,
    durationMs: SESSION_MS,
    functionArn: fn.arn,
  })
  const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const logStream = `${day}/[${fn.version}]${world.uuid().replaceAll('-', '')}`
  return {facts: {credentials, logStream, endpointUrl: world.url()}, expiresAt}
}

/** The result where this machine lacks the interpreter; the reason is also in the function's log. */
function refusedByMachine(world: World, fn: RunnableFunction, reason: string): Execution {
  const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const log = new WorkerLog(world, fn, `${day}/[${fn.version}]${world.uuid().replaceAll('-', '')}`)
  log.application(reason, 'ERROR')
  return {answer: platformFailure('error', 'Sandbox.InterpreterAbsent', reason), durationMs: 0, logTail: log.tail()}
}
