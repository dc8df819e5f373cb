import type {Clock} from './clock.ts'
import {Refusal} from './refusal.ts'

/** What is kept of the time limit for saying why a step ends: to whoever wants to know, and then in log and error. */
const RESERVE_MS = 1500
const LAST_RESERVE_MS = 500

/** The part of Lambda's context that is used. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  getRemainingTimeInMillis(): number
}

/** The time that a step has: it ends by itself, with its own words, before Lambda ends it without any. */
export class Budget implements Clock {
  readonly #clock: Clock
  #endsAt: number

  /** `context` absent: the step is not run by Lambda, and nothing ends it. */
  constructor(clock: Clock, context: Partial<LambdaContext> | undefined) {
    this.#clock = clock
    const remaining = context?.getRemainingTimeInMillis?.() ?? Infinity
    this.#endsAt = clock.now() + remaining - RESERVE_MS
  }

  now(): number {
    return this.#clock.now()
  }

  /** May be negative. */
  remainingMs(): number {
    return this.#endsAt - this.#clock.now()
  }

  /** The step has failed: what was kept for telling somebody may be used. */
  openReserve(): void {
    this.#endsAt += RESERVE_MS - LAST_RESERVE_MS
  }

  /** Waits; refused where the time limit would come first. */
  async sleep(ms: number): Promise<void> {
    if (ms > this.remainingMs()) throw outOfTime()
    await this.#clock.sleep(ms)
  }

  /** Settles as `work` does, or with a refusal when the time is up. */
  async within<Result>(work: () => Promise<Result>, what: string): Promise<Result> {
    const left = this.remainingMs()
    if (left <= 0) throw outOfTime(what)
    if (left === Infinity) return work()
    const timeUp = Promise.withResolvers<never>()
    const timer = setTimeout(() => timeUp.reject(outOfTime(what)), left)
    try {
      return await Promise.race([work(), timeUp.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}

function outOfTime(what?: string): Refusal {
  const waited = what === undefined ? '' : ` while ${what} was waited for`
  return new Refusal(`the function's time limit has nearly come${waited}`)
}
