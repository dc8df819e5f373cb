import type {World} from '../kernel.ts'
import type {Answer, Invocation, RunnableFunction} from './function.ts'
import type {LeftFile} from './left-files.ts'
import {exited, reported, timedOut} from './results.ts'
import {onceStill} from './stillness.ts'
import type {EnvironmentFacts} from './variables.ts'
import {functionVariables} from './variables.ts'
import type {VirtualTimers} from './virtual-timers.ts'
import type {Worker} from './worker.ts'
import type {WorkerLog} from './worker-log.ts'

/** What a handler that runs inside the sandbox's own process is given in place of Lambda's context and environment. */
export interface InProcessContext {
  readonly requestId: string
  readonly invokedFunctionArn: string
  /** The variables a process would have, credentials and endpoint included. */
  readonly env: Readonly<Record<string, string>>
  readonly credentials: EnvironmentFacts['credentials']
  /** Virtual time. A sleep past the time limit never ends: for Lambda the handler is gone by then. */
  readonly clock: {now: () => number; sleep: (ms: number) => Promise<void>}
  /** One line in the form of Node's console. */
  readonly log: (text: string) => void
  /** Aborted when the invocation is over for Lambda although the handler still runs: time limit or kill. */
  readonly signal: AbortSignal
}

export type InProcessHandler = (event: unknown, context: InProcessContext) => Promise<unknown>

export interface InProcessWorkerOptions {
  readonly fn: RunnableFunction
  readonly handler: InProcessHandler
  readonly world: World
  readonly timers: VirtualTimers
  readonly facts: EnvironmentFacts
  readonly expiresAt: number
  readonly log: WorkerLog
}

type End = 'killed' | 'timeout'

/** The invocation that a worker has at present. */
interface Running {
  readonly invocation: Invocation
  readonly deadlineAt: number
  readonly abort: AbortController
  readonly end: (how: End) => void
  /** Grows with whatever shows that the handler goes on. */
  signs: number
}

/** A worker whose handler is a function of this process, with the limits of virtual time. */
export class InProcessWorker implements Worker {
  readonly accessKeyId: string
  readonly expiresAt: number
  alive = true
  readonly #options: InProcessWorkerOptions
  #running: Running | undefined

  constructor(options: InProcessWorkerOptions) {
    this.#options = options
    this.accessKeyId = options.facts.credentials.accessKeyId
    this.expiresAt = options.expiresAt
  }

  init(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  async invoke(invocation: Invocation, limitMs: number): Promise<Answer> {
    const {fn, world} = this.#options
    // It may have been killed since it was made.
    if (!this.alive) return exited(invocation.requestId, {code: null, signal: 'SIGKILL'})
    const ended = Promise.withResolvers<End>()
    const deadlineAt = world.clock.now() + limitMs
    const running: Running = {invocation, deadlineAt, abort: new AbortController(), end: ended.resolve, signs: 0}
    this.#running = running
    const forget = this.#limit(running, limitMs)
    const outcome = await Promise.race([this.#run(running), ended.promise])
    forget()
    this.#running = undefined
    const how = typeof outcome === 'string' ? outcome : this.#isLate(running) ? 'timeout' : undefined
    if (how === undefined) return outcome as Answer
    this.alive = false
    running.abort.abort()
    if (how === 'timeout') return timedOut(invocation.requestId, fn.timeoutMs)
    return exited(invocation.requestId, {code: null, signal: 'SIGKILL'})
  }

  isOver(): boolean {
    const running = this.#running
    if (running !== undefined) running.signs += 1
    if (running !== undefined && this.#isLate(running)) this.#stop(running, 'timeout')
    return !this.alive
  }

  kill(): void {
    if (this.#running === undefined) this.alive = false
    else this.#stop(this.#running, 'killed')
  }

  gone(): Promise<void> {
    return Promise.resolve()
  }

  /** It has no folder of its own. */
  files(): Promise<readonly LeftFile[]> {
    return Promise.resolve([])
  }

  /**
   * A clock that runs by itself reaches the time limit by itself. A manual one is looked at wherever time may have passed;
   * under a handler that waits for what never comes it would stand still, and with it whoever advances it, so once somebody
   * does the handler uses up what is left of its limit.
   */
  #limit(running: Running, limitMs: number): () => void {
    const {timers, world} = this.#options
    const cancel = timers.after(limitMs, () => this.#stop(running, 'timeout'))
    if (world.clock.mode === 'real') return cancel
    const stopLooking = onceStill(
      () => (world.clock.isWaitedFor ? running.signs : undefined),
      () => void this.#sleep(running, Number.POSITIVE_INFINITY),
    )
    return () => {
      cancel()
      stopLooking()
    }
  }

  #isLate(running: Running): boolean {
    return this.#options.world.clock.now() > running.deadlineAt
  }

  #stop(running: Running, how: End): void {
    this.alive = false
    this.#options.world.holds.cut(this.accessKeyId)
    running.abort.abort()
    running.end(how)
  }

  async #run(running: Running): Promise<Answer> {
    const {handler, log} = this.#options
    const {invocation, abort} = running
    try {
      const result = await handler(JSON.parse(invocation.payload), this.#context(running))
      return {failed: false, payload: JSON.stringify(result ?? null)}
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      const trace = (error.stack ?? '').split('\n')
      const {name: errorType, message: errorMessage} = error
      if (!abort.signal.aborted) {
        const object = JSON.stringify({errorType, errorMessage, stack: trace})
        log.application(this.#line(invocation, 'ERROR', `Invoke Error \t${object}`), 'ERROR')
      }
      return reported(JSON.stringify({errorType, errorMessage, trace}))
    }
  }

  #context(running: Running): InProcessContext {
    const {fn, facts, world, log} = this.#options
    const {invocation, abort} = running
    return {
      requestId: invocation.requestId,
      invokedFunctionArn: invocation.invokedArn,
      env: functionVariables(fn, facts),
      credentials: facts.credentials,
      clock: {now: () => world.clock.now(), sleep: ms => this.#sleep(running, ms)},
      log: text => {
        running.signs += 1
        if (!abort.signal.aborted) log.application(this.#line(invocation, 'INFO', text), 'INFO')
      },
      signal: abort.signal,
    }
  }

  async #sleep(running: Running, ms: number): Promise<void> {
    const {clock} = this.#options.world
    running.signs += 1
    // Once it is over for Lambda, the time is that of others.
    if (!running.abort.signal.aborted) await clock.sleep(Math.min(ms, running.deadlineAt - clock.now() + 1))
    if (this.#isLate(running)) this.#stop(running, 'timeout')
    if (running.abort.signal.aborted) await new Promise<never>(() => undefined)
  }

  #line(invocation: Invocation, level: 'INFO' | 'ERROR', text: string): string {
    const at = new Date(this.#options.world.clock.now()).toISOString()
    if (this.#options.fn.logging.format === 'Text') return `${at}\t${invocation.requestId}\t${level}\t${text}`
    return JSON.stringify({timestamp: at, level, requestId: invocation.requestId, message: text})
  }
}
