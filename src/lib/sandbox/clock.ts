import type {SandboxClock, Snapshotable} from './kernel.ts'
import {Timers, type Timer} from './timers.ts'
import {WorkUnderWay} from './work-under-way.ts'

/** Node's timers take at most this many milliseconds; longer waits are armed again. */
const LONGEST_WAIT_MS = 2_147_483_647

export interface ClockOptions {
  /**
   * `real`: virtual time runs with real time at an offset and timers fire by themselves. `manual`: only `advance` moves
   * it and only `advance` fires timers. Absent: real.
   */
  readonly mode?: 'real' | 'manual'
  /** Virtual epoch ms to start at. Absent: real now. */
  readonly startAt?: number
  /** true: no timer fires before `begin`, because not everything is there yet that a timer may need. Absent: false. */
  readonly held?: boolean
  /** Told of a timer's handler that failed where nobody waits for it. Absent: thrown as an unhandled error. */
  readonly onFailure?: (error: unknown) => void
}

interface ClockSnapshot {
  readonly now: number
  readonly offsetMs: number
  readonly timers: readonly Timer[]
  readonly nextId: number
}

/** Somebody who waits in virtual time. */
interface Sleeper {
  readonly dueAt: number
  readonly wake: () => void
}

/** Real epoch milliseconds: the one place where the sandbox reads the machine's clock. */
export function realNow(): number {
  return Date.now()
}

/** Virtual time of one sandbox. */
export class VirtualClock implements SandboxClock, Snapshotable {
  readonly mode: 'real' | 'manual'
  readonly #timers = new Timers()
  readonly #work = new WorkUnderWay()
  readonly #handlers = new Map<string, (payload: unknown) => void | Promise<void>>()
  readonly #sleepers = new Set<Sleeper>()
  readonly #onFailure: ((error: unknown) => void) | undefined
  #era = 0
  #offsetMs: number
  #manualNow: number
  #armed: NodeJS.Timeout | undefined
  #advancing = 0
  #stopped = false
  #held: boolean

  constructor(options: ClockOptions = {}) {
    this.mode = options.mode ?? 'real'
    this.#manualNow = options.startAt ?? realNow()
    this.#offsetMs = options.startAt === undefined ? 0 : options.startAt - realNow()
    this.#onFailure = options.onFailure
    this.#held = options.held ?? false
  }

  get era(): number {
    return this.#era
  }

  now(): number {
    return this.mode === 'manual' ? this.#manualNow : realNow() + this.#offsetMs
  }

  offsetMs(): number {
    return this.mode === 'manual' ? this.#manualNow - realNow() : this.#offsetMs
  }

  schedule(timer: {readonly dueAt: number; readonly kind: string; readonly payload: unknown}): number {
    const id = this.#timers.add(timer)
    this.#arm()
    return id
  }

  cancel(id: number): void {
    this.#timers.remove(id)
    this.#arm()
  }

  on(kind: string, handler: (payload: unknown) => void | Promise<void>): void {
    this.#handlers.set(kind, handler)
  }

  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.now() + ms)
  }

  async advanceTo(at: number): Promise<void> {
    const era = this.#era
    this.#advancing += 1
    try {
      await this.idle()
      while (era === this.#era) {
        const timer = this.#timers.takeDue(at)
        if (timer === undefined) break
        this.#moveTo(timer.dueAt)
        await this.#fire(timer)
        await this.idle()
      }
      // Who is put back while it advances has arrived: `at` is a moment of the other story.
      if (era === this.#era) this.#moveTo(at)
    } finally {
      this.#advancing -= 1
      this.#arm()
    }
  }

  track<T>(work: Promise<T>): Promise<T> {
    return this.#work.track(work)
  }

  get isWaitedFor(): boolean {
    return this.#work.isWaitedFor
  }

  idle(): Promise<void> {
    return this.#work.idle()
  }

  /** Waits in virtual time. Nobody else moves a manual clock while somebody waits, so there the wait itself moves it. */
  async sleep(ms: number): Promise<void> {
    if (this.mode === 'manual') {
      this.#moveTo(this.#manualNow + ms)
      return
    }
    await new Promise<void>(resolve => {
      const sleeper: Sleeper = {
        dueAt: this.now() + ms,
        wake: () => {
          this.#sleepers.delete(sleeper)
          clearTimeout(timeout)
          resolve()
        },
      }
      const timeout = setTimeout(sleeper.wake, ms)
      this.#sleepers.add(sleeper)
    })
  }

  /**
   * Moves a real clock on without waiting for anything: due timers fire, and who sleeps in virtual time wakes when its
   * moment has come, while functions go on at their own pace. A manual clock is moved by `advance`.
   */
  jump(ms: number): void {
    if (this.mode === 'manual') throw new Error('A manual clock is moved by advance.')
    this.#moveTo(this.now() + ms)
    const now = this.now()
    for (const {dueAt, wake} of this.#sleepers) if (dueAt <= now) wake()
    if (this.#advancing === 0 && !this.#held) this.#fireDue()
  }

  /** Timers that have not fired. */
  waiting(): readonly Timer[] {
    return this.#timers.list()
  }

  snapshot(): ClockSnapshot {
    return {now: this.now(), offsetMs: this.offsetMs(), timers: this.#timers.list(), nextId: this.#timers.nextId}
  }

  /** Puts time back to the moment of the snapshot. */
  restore(snapshot: unknown): void {
    const saved = snapshot as ClockSnapshot
    this.#era += 1
    this.#offsetMs = saved.now - realNow()
    this.#manualNow = saved.now
    this.#timers.replace(saved.timers, saved.nextId)
    this.#arm()
  }

  /** After a restart of the program: a real clock has gone on meanwhile, a manual one stands where it stood. */
  resume(snapshot: unknown): void {
    this.restore(snapshot)
    if (this.mode === 'real') this.#offsetMs = (snapshot as ClockSnapshot).offsetMs
    this.#arm()
  }

  /** Begins another story: no timer is left and virtual time is `at`. */
  startAt(at: number): void {
    this.restore({now: at, offsetMs: 0, timers: [], nextId: this.#timers.nextId} satisfies ClockSnapshot)
  }

  /** Ends being held. */
  begin(): void {
    this.#held = false
    this.#arm()
  }

  /** No timer fires any more and nobody sleeps on. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#armed)
    for (const {wake} of this.#sleepers) wake()
  }

  #moveTo(at: number): void {
    if (at <= this.now()) return
    this.#manualNow = at
    this.#offsetMs = at - realNow()
  }

  async #fire(timer: Timer): Promise<void> {
    const handler = this.#handlers.get(timer.kind)
    if (handler === undefined) throw new Error(`The sandbox has no handler for timers of kind ${timer.kind}.`)
    await handler(timer.payload)
  }

  #arm(): void {
    if (this.mode === 'manual' || this.#advancing > 0 || this.#held || this.#stopped) return
    clearTimeout(this.#armed)
    const dueAt = this.#timers.nextDueAt()
    if (dueAt === undefined) return
    const wait = Math.min(Math.max(dueAt - this.now(), 0), LONGEST_WAIT_MS)
    this.#armed = setTimeout(() => this.#fireDue(), wait).unref()
  }

  /** Real mode: timers that came due fire in order, but one does not wait for what another set off. */
  #fireDue(): void {
    const at = this.now()
    for (let timer = this.#timers.takeDue(at); timer !== undefined; timer = this.#timers.takeDue(at)) {
      void this.track(this.#fire(timer)).catch((error: unknown) => this.#fail(error))
    }
    this.#arm()
  }

  #fail(error: unknown): void {
    if (this.#onFailure === undefined) throw error
    this.#onFailure(error)
  }
}
