import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {DatabaseKind, Login, Opening, Session, Trust} from './server.ts'
import {NoTls, ServerFailed} from './server-failed.ts'
import {trustOf} from './trust.ts'

/** Longest wait for one answer. */
const PATIENCE_MS = 4000
/** Waits between tries, and the time after which there is no other: a step may have to ask three times. */
const WAITS_MS: readonly number[] = [250, 500, 1000, 2000]
const LONGEST_MS = 8000

/** The way to a server in one step. Busy answers and cut connections are tried again. */
export class Door {
  readonly #kind: DatabaseKind
  readonly #context: Pick<RotatorContext, 'clock' | 'settings' | 'log'>
  #trust: Promise<Trust> | undefined
  /** The server was asked and has none; asking each time would be a connection more. */
  #hasNoTls = false

  constructor(kind: DatabaseKind, context: Pick<RotatorContext, 'clock' | 'settings' | 'log'>) {
    this.#kind = kind
    this.#context = context
  }

  /** Whether the server lets this login in. */
  lets(login: Login): Promise<boolean> {
    return this.#within(login, async () => {})
  }

  /**
   * Makes `pending` work by what another login may do. The answer to it may be lost, so what counts in the end is whether
   * the server takes `pending`. false: it takes neither.
   */
  async change(by: Login, pending: Login, work: (session: Session) => Promise<void>): Promise<boolean> {
    let failure: ServerFailed | undefined
    try {
      if (await this.#within(by, work)) return true
    } catch (error) {
      if (!(error instanceof ServerFailed)) throw error
      failure = error
    }
    if (await this.lets(pending)) return true
    if (failure !== undefined) throw failure
    return false
  }

  /** false: not let in. */
  async #within(login: Login, work: (session: Session) => Promise<void>): Promise<boolean> {
    const {clock} = this.#context
    const until = clock.now() + LONGEST_MS
    for (const wait of [...WAITS_MS, undefined]) {
      try {
        return await this.#once(login, work)
      } catch (error) {
        if (!(error instanceof ServerFailed) || !error.isPassing || wait === undefined || clock.now() > until)
          throw error
        await clock.sleep(wait)
      }
    }
    return false
  }

  async #once(login: Login, work: (session: Session) => Promise<void>): Promise<boolean> {
    const session = await this.#open(login)
    if (session === undefined) return false
    try {
      await work(session)
      return true
    } finally {
      await session.close()
    }
  }

  async #open(login: Login): Promise<Session | undefined> {
    const wantsTls = login.tls === 'required' || (login.tls === 'offered' && !this.#hasNoTls)
    try {
      return await this.#kind.open(login, await this.#opening(wantsTls))
    } catch (error) {
      if (!(error instanceof NoTls)) throw error
      if (login.tls === 'required') throw new Refusal(`the server has no TLS, which ${login.of} asks for`)
      this.#hasNoTls = true
      this.#context.log.warn('the server has no TLS, so the connection is not encrypted')
      return this.#kind.open(login, await this.#opening(false))
    }
  }

  async #opening(wantsTls: boolean): Promise<Opening> {
    const left = this.#context.clock.remainingMs()
    if (left <= 0) throw new Refusal("the function's time limit has nearly come")
    const tls = wantsTls ? await (this.#trust ??= trustOf(this.#context.settings)) : undefined
    return {tls, timeoutMs: Math.min(PATIENCE_MS, left)}
  }
}
