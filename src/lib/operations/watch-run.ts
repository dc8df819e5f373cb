import {SecrotError} from '../errors.ts'
import {unknownBecause} from '../history/watch/end-of.ts'
import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchActivity, WatchLine} from '../history/watch/lines.ts'
import {startOfWatch, type Observation, type WatchState, type WatchSubject} from '../history/watch/state.ts'
import {activityOf, observe} from '../history/watch/watch.ts'
import type {Context} from './context.ts'
import {isCredentialsFailure, readFailure} from './read-failure.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {WatchedFunction} from './watch-function.ts'

/** What the one who shows a watch wants to hear while it runs. */
export interface WatchListener {
  readonly onLine?: (line: WatchLine) => void
  /** Once a second; undefined: nothing to show at the moment. Absent: nobody looks, and time is checked less often. */
  readonly onActivity?: (activity: WatchActivity | undefined) => void
  /** Aborted by `d`: the rotation is left running. */
  readonly detach?: AbortSignal
}

export interface FollowInput {
  readonly secret: ResolvedSecret
  readonly subject: WatchSubject
  readonly function: WatchedFunction
  /** From when the log is read, epoch milliseconds. */
  readonly logSince: number
  /** What was read already. */
  readonly first: readonly Observation[]
  /** Given: the function's own lines are told too, masked by this. */
  readonly unhide?: (text: string) => string
  readonly listener: WatchListener
}

/** The state of one watch, shared by its pollers. */
export class WatchRun {
  readonly context: Context
  readonly input: FollowInput
  readonly signal: AbortSignal
  readonly lines: WatchLine[] = []
  readonly ended: Promise<WatchEnd>
  state: WatchState
  #end: (end: WatchEnd) => void
  #renewal: Promise<void> | undefined
  #asked = false
  #over = false

  constructor(context: Context, input: FollowInput, signal: AbortSignal) {
    const {promise, resolve} = Promise.withResolvers<WatchEnd>()
    this.context = context
    this.input = input
    this.signal = signal
    this.ended = promise
    this.#end = resolve
    this.state = startOfWatch(input.subject, context.clock.now())
  }

  get now(): number {
    return this.context.clock.now()
  }

  take(...observations: readonly Observation[]): void {
    if (this.#over) return
    const {state, lines, end} = observe(this.state, observations)
    this.state = state
    for (const line of lines) {
      this.lines.push(line)
      this.input.listener.onLine?.(line)
    }
    if (end !== undefined) this.#finish(end)
  }

  /** Shows what runs, except while a question is open. */
  showActivity(): void {
    if (this.#renewal === undefined && !this.#over) this.input.listener.onActivity?.(activityOf(this.state))
  }

  sleep(ms: number): Promise<void> {
    return this.context.clock.sleep(ms, this.signal)
  }

  /** Runs one read. What fails is handed to `missed`, except what concerns the whole watch. */
  async read(work: () => Promise<void>, missed: (error: SecrotError) => void): Promise<void> {
    await this.#renewal
    try {
      await work()
    } catch (error) {
      this.signal.throwIfAborted()
      if (!(error instanceof SecrotError)) throw error
      if (isCredentialsFailure(error)) await this.#renew(error)
      else missed(error)
    }
  }

  /** Once in a watch somebody may renew the credentials elsewhere; all pollers wait for that. */
  #renew(expired: SecrotError): Promise<void> {
    this.#renewal ??= this.#askToRenew(expired).finally(() => {
      this.#renewal = undefined
    })
    return this.#renewal
  }

  async #askToRenew(expired: SecrotError): Promise<void> {
    const {ask, progress} = this.context
    if (this.#asked || !ask.interactive) {
      const failure = {...readFailure(expired), denied: true}
      this.#finish(unknownBecause(this.state, failure, this.now))
      return
    }
    this.#asked = true
    this.input.listener.onActivity?.(undefined)
    progress.warn(expired.message)
    await ask.pressEnter('Renew them elsewhere, then press Enter')
    this.context.renewCredentials()
  }

  #finish(end: WatchEnd): void {
    this.#over = true
    this.#end(end)
  }
}
