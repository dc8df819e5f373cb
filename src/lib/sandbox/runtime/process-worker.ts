import {mkdir, rm} from 'node:fs/promises'
import type {HeldReplies} from '../kernel.ts'
import type {Answer, Invocation} from './function.ts'
import type {FunctionProcess, ProcessEvent, ProcessOptions} from './function-process.ts'
import {startProcess} from './function-process.ts'
import {leftFiles, type LeftFile} from './left-files.ts'
import type {Output} from './output.ts'
import type {Pacer} from './pacer.ts'
import {exited, reported, timedOut, tooLarge} from './results.ts'
import {functionVariables, processVariables} from './variables.ts'
import type {EnvironmentFacts} from './variables.ts'
import type {Worker} from './worker.ts'
import type {WorkerLog} from './worker-log.ts'

export interface ProcessWorkerOptions extends Omit<ProcessOptions, 'variables' | 'onOutput' | 'onIdle'> {
  readonly facts: EnvironmentFacts
  readonly expiresAt: number
  readonly log: WorkerLog
  readonly clock: {now(): number; offsetMs(): number}
  /** Absent: the process waits in real time. */
  readonly pacer: Pacer | undefined
  readonly holds: HeldReplies
  /** Empty folder that becomes HOME and TMPDIR and goes with the worker. */
  readonly home: string
  /** Compiled code is kept here from one process to the next. */
  readonly compileCache: string
}

/** Real time that a process has after its answer to say that it takes another event. */
const BACK_MS = 1000

/** A worker whose handler runs in a process of its own. */
export class ProcessWorker implements Worker {
  readonly accessKeyId: string
  readonly expiresAt: number
  alive = true
  readonly #options: ProcessWorkerOptions
  #process: FunctionProcess | undefined
  #ends: Promise<unknown>[] = []
  #killed = false
  #onEnd: ((output: Output & {kind: 'end'}) => void) | undefined

  constructor(options: ProcessWorkerOptions) {
    this.#options = options
    this.accessKeyId = options.facts.credentials.accessKeyId
    this.expiresAt = options.expiresAt
  }

  async init(requestId: string, limitMs: number): Promise<Answer | undefined> {
    // Ended while it loaded its code: a second try would come back after everything else of it is gone.
    if (this.#killed) return exited(requestId, {code: null, signal: 'SIGKILL'})
    const running = await this.#start()
    const event = await this.#within(limitMs, running.next())
    if (event?.kind === 'ready') return undefined
    running.kill()
    await running.gone
    if (event === undefined) return timedOut(requestId, limitMs)
    if (event.kind === 'init-error') return reported(event.payload)
    return exited(requestId, event.kind === 'exit' ? event.exit : {code: null, signal: null})
  }

  async invoke(invocation: Invocation, limitMs: number): Promise<Answer> {
    const running = this.#process
    if (running === undefined) throw new Error('The worker has not started its process.')
    const {clock, fn} = this.#options
    const written = this.#untilEnd(invocation.requestId)
    const deadlineAt = clock.now() + limitMs
    const paced = this.#options.pacer?.begin(this.accessKeyId, {requestId: invocation.requestId, deadlineAt})
    const limited = (event: Promise<ProcessEvent>) =>
      paced === undefined ? this.#within(limitMs, event) : Promise.race([event, paced.over])
    const time = {deadlineAt, clockOffsetMs: clock.offsetMs(), nowMs: clock.now()}
    const event = await (running.deliver(invocation, time) ? limited(running.next()) : running.next())
    paced?.end()
    if (event === undefined || event.kind === 'exit') {
      this.kill()
      await running.gone
      return event === undefined
        ? timedOut(invocation.requestId, fn.timeoutMs)
        : exited(invocation.requestId, event.exit)
    }
    const end = await Promise.race([written, running.gone])
    const back = await this.#within(BACK_MS, running.next())
    if (back?.kind !== 'ready') {
      this.kill()
      await running.gone
    }
    return {...answerOf(event), ...(end === undefined ? {} : {memoryMb: end.memoryMb})}
  }

  isOver(): boolean {
    return this.#killed
  }

  kill(): void {
    this.alive = false
    this.#killed = true
    this.#options.holds.cut(this.accessKeyId)
    this.#process?.kill()
  }

  async gone(): Promise<void> {
    await Promise.all(this.#ends)
    await rm(this.#options.home, {recursive: true, force: true, maxRetries: 3})
  }

  files(): Promise<readonly LeftFile[]> {
    return leftFiles(this.#options.home)
  }

  async #start(): Promise<FunctionProcess> {
    const {facts, home, compileCache, interpreter, files, fn, taskRoot, clock, log, pacer, seed, doors, allowedHosts} =
      this.#options
    await mkdir(home, {recursive: true})
    const extra: Record<string, string> =
      interpreter.kind === 'node'
        ? {NODE_COMPILE_CACHE: compileCache}
        : {
            PYTHONPATH: files.python,
            PYTHONDONTWRITEBYTECODE: '1',
            // The order of a set follows the other one.
            ...(seed === undefined ? {} : {SECROT_RANDOM_SEED: String(seed), PYTHONHASHSEED: String(seed % 2 ** 32)}),
            ...(interpreter.userBase === undefined ? {} : {PYTHONUSERBASE: interpreter.userBase}),
          }
    const running = await startProcess({
      ...this.#options,
      variables: runtimeApi => ({
        ...functionVariables(fn, facts),
        ...processVariables({taskRoot, home, runtimeApi, clockOffsetMs: clock.offsetMs(), extra}),
        ...(doors === undefined ? {} : {SECROT_DOORS: doors}),
        ...(allowedHosts.length === 0 ? {} : {SECROT_ALLOWED_HOSTS: allowedHosts.join(',')}),
        ...(pacer === undefined ? {} : {SECROT_PACED_FROM_MS: String(clock.now())}),
      }),
      onIdle: pacer === undefined ? undefined : ask => pacer.idle(this.accessKeyId, ask),
      onOutput: output => {
        if (output.kind === 'end') this.#onEnd?.(output)
        else log.output(output)
      },
    })
    this.#process = running
    this.alive = !this.#killed
    this.#ends.push(this.#noteEnd(running))
    // It may have been killed while its Runtime API was being opened.
    if (this.#killed) running.kill()
    return running
  }

  async #noteEnd(running: FunctionProcess): Promise<void> {
    await running.gone
    if (this.#process === running) this.alive = false
  }

  #untilEnd(requestId: string): Promise<Output & {kind: 'end'}> {
    return new Promise(resolve => {
      this.#onEnd = output => {
        if (output.requestId === requestId) resolve(output)
      }
    })
  }

  /** The event, or undefined when it does not come in time; real time, since a process cannot be slowed. */
  async #within(limitMs: number, event: Promise<ProcessEvent>): Promise<ProcessEvent | undefined> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), limitMs)
    })
    try {
      return await Promise.race([event, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

function answerOf(event: Exclude<ProcessEvent, {kind: 'exit'}>): Answer {
  if (event.kind === 'answer') return {failed: false, payload: event.payload}
  if (event.kind === 'error') return reported(event.payload)
  if (event.kind === 'too-large') return tooLarge()
  throw new Error(`The function process sent ${event.kind} in the middle of an invocation.`)
}
