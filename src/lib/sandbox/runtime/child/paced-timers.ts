import {AsyncLocalStorage} from 'node:async_hooks'
import {createRequire, syncBuiltinESMExports} from 'node:module'
import {promisify} from 'node:util'
import {dequeue, enqueue, isQueued, type QueuedTimer} from './timer-queue.ts'

type Action = (...args: unknown[]) => void

let lastId = 0
const byId = new Map<number, VirtualTimeout>()

/** What setTimeout and setInterval give in a paced process. */
class VirtualTimeout {
  readonly #timer: QueuedTimer
  readonly #ms: unknown
  readonly #id = (lastId += 1)

  constructor(action: Action, args: unknown[], {ms, repeats}: {ms: unknown; repeats: boolean}) {
    this.#ms = ms
    const inContext = AsyncLocalStorage.snapshot()
    const fire = () => {
      if (repeats) enqueue(this.#timer, ms)
      else byId.delete(this.#id)
      inContext(action, ...args)
    }
    this.#timer = {dueAt: 0, turn: 0, holdsProcess: true, fire}
    byId.set(this.#id, this)
    enqueue(this.#timer, ms)
  }

  ref(): this {
    this.#timer.holdsProcess = true
    return this
  }

  unref(): this {
    this.#timer.holdsProcess = false
    return this
  }

  hasRef(): boolean {
    return this.#timer.holdsProcess
  }

  refresh(): this {
    dequeue(this.#timer)
    enqueue(this.#timer, this.#ms)
    byId.set(this.#id, this)
    return this
  }

  close(): this {
    dequeue(this.#timer)
    byId.delete(this.#id)
    return this
  }

  [Symbol.toPrimitive](): number {
    return this.#id
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function setVirtualTimeout(action: Action, ms?: unknown, ...args: unknown[]): VirtualTimeout {
  return new VirtualTimeout(checked(action), args, {ms, repeats: false})
}

function setVirtualInterval(action: Action, ms?: unknown, ...args: unknown[]): VirtualTimeout {
  return new VirtualTimeout(checked(action), args, {ms, repeats: true})
}

function clearVirtual(timer: unknown): void {
  const found = timer instanceof VirtualTimeout ? timer : byId.get(Number(timer))
  found?.close()
}

function checked(action: unknown): Action {
  if (typeof action === 'function') return action as Action
  const error = new TypeError(`The "callback" argument must be of type function. Received ${typeof action}`)
  throw Object.assign(error, {code: 'ERR_INVALID_ARG_TYPE'})
}

interface WaitOptions {
  readonly signal?: AbortSignal
  readonly ref?: boolean
}

function wait<T>(ms?: unknown, value?: T, {signal, ref = true}: WaitOptions = {}): Promise<T> {
  const {promise, resolve, reject} = Promise.withResolvers<T>()
  const aborted = () => {
    timer.close()
    const error = new Error('The operation was aborted', {cause: signal?.reason})
    reject(Object.assign(error, {name: 'AbortError', code: 'ABORT_ERR'}))
  }
  const timer = setVirtualTimeout(() => {
    signal?.removeEventListener('abort', aborted)
    resolve(value as T)
  }, ms)
  if (!ref) timer.unref()
  if (signal?.aborted === true) aborted()
  else signal?.addEventListener('abort', aborted, {once: true})
  return promise
}

async function* ticks<T>(ms?: unknown, value?: T, options?: WaitOptions): AsyncGenerator<T, void> {
  for (;;) yield await wait(ms, value as T, options)
}

function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  setVirtualTimeout(() => controller.abort(reason()), ms).unref()
  return controller.signal
}

/** A timer of the runtime's own, in virtual time, which no process waits for. `restart` begins it anew. */
export function virtualTimer(action: () => void): {restart(ms: number): void; again(): void; stop(): void} {
  let ms = 0
  const timer: QueuedTimer = {dueAt: 0, turn: 0, holdsProcess: false, fire: action}
  const restart = () => {
    dequeue(timer)
    enqueue(timer, ms)
  }
  return {
    restart(wanted) {
      ms = wanted
      restart()
    },
    again() {
      if (isQueued(timer)) restart()
    },
    stop: () => dequeue(timer),
  }
}

/** Replaces every timer that JavaScript can reach; setImmediate stays, since it waits for nothing. */
export function installVirtualTimers(): void {
  Object.defineProperty(setVirtualTimeout, promisify.custom, {value: wait})
  const replaced = {
    setTimeout: setVirtualTimeout,
    setInterval: setVirtualInterval,
    clearTimeout: clearVirtual,
    clearInterval: clearVirtual,
  }
  const require = createRequire(import.meta.url)
  const promises = require('node:timers/promises') as {scheduler: object}
  Object.assign(globalThis, replaced)
  Object.assign(require('node:timers') as object, replaced)
  Object.assign(promises, {setTimeout: wait, setInterval: ticks})
  Object.assign(promises.scheduler, {wait: (ms: number, options?: WaitOptions) => wait(ms, undefined, options)})
  AbortSignal.timeout = timeoutSignal
  syncBuiltinESMExports()
}
