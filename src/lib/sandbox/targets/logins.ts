import {ConnectionCut} from '../connection-cut.ts'
import type {SandboxClock, Snapshotable} from '../kernel.ts'
import type {TargetGate, TargetOutcome} from '../target-gate.ts'

/** How a login service answers at present. Absent members: up, at once. */
export interface LoginBehaviour {
  /** Every request is answered 503, as while it restarts. */
  readonly down?: boolean
  /** Virtual milliseconds before each answer. */
  readonly delayMs?: number
}

interface State {
  /** `service user` → password. */
  readonly passwords: ReadonlyMap<string, string>
  readonly behaviours: ReadonlyMap<string, LoginBehaviour>
}

/** Who asks, and with what. */
export interface LoginRequest {
  readonly user: string
  readonly password: string
  /** For the path `password` only. */
  readonly newPassword?: string
}

const EMPTY: State = {passwords: new Map(), behaviours: new Map()}

/**
 * Login services that know one password per user: the targets of the demo and of simulations. `login` answers 204 or
 * 401; `password` replaces the password of whoever logs in. They are no part of AWS; each attempt is in the call record.
 */
export class Logins implements Snapshotable {
  readonly #clock: SandboxClock
  readonly #gate: TargetGate
  readonly #url: () => string
  #state = EMPTY

  constructor(world: {readonly clock: SandboxClock; url(): string}, gate: TargetGate) {
    this.#clock = world.clock
    this.#gate = gate
    this.#url = () => world.url()
  }

  /** Where a service listens: `POST <url>/login` and `POST <url>/password`. */
  urlOf(service: string): string {
    return `${this.#url()}${LOGINS_PREFIX}${service}`
  }

  /** As the service's administrator: adds a user or sets a password. */
  setPassword(service: string, user: string, password: string): void {
    this.#state = {...this.#state, passwords: new Map(this.#state.passwords).set(keyOf(service, user), password)}
  }

  /** Whether these would be let in. No attempt, so nothing is recorded. */
  accepts(service: string, user: string, password: string): boolean {
    return this.#state.passwords.get(keyOf(service, user)) === password
  }

  /** Absent members are as usual again. */
  behave(service: string, behaviour: LoginBehaviour): void {
    this.#state = {...this.#state, behaviours: new Map(this.#state.behaviours).set(service, behaviour)}
  }

  /** One request, as it is answered on the wire. */
  ask(service: string, operation: string, request: LoginRequest): Promise<TargetOutcome> {
    const recordedAs = {service: `logins/${service}`, operation}
    return this.#gate.pass({service: 'logins', operation, recordedAs}, async () => {
      const status = await this.#whenUp(service, () => this.#answer(service, operation, request))
      return {status, tookEffect: status === 204}
    })
  }

  /** One attempt; the answer is an HTTP status. Throws ConnectionCut where a fault cuts the connection. */
  async attempt(service: string, operation: string, request: LoginRequest): Promise<number> {
    const outcome = await this.ask(service, operation, request)
    if (outcome.kind === 'cut') throw new ConnectionCut(outcome.tookEffect)
    return outcome.kind === 'past' ? 503 : outcome.status
  }

  snapshot(): unknown {
    return this.#state
  }

  restore(snapshot: unknown): void {
    this.#state = snapshot as State
  }

  async #whenUp(service: string, answer: () => number): Promise<number> {
    const {delayMs = 0, down = false} = this.#state.behaviours.get(service) ?? {}
    const {era} = this.#clock
    if (delayMs > 0) await this.#clock.sleep(delayMs)
    // Whoever asked is part of another story.
    if (era !== this.#clock.era) return 503
    return down ? 503 : answer()
  }

  #answer(service: string, operation: string, {user, password, newPassword}: LoginRequest): number {
    if (!this.accepts(service, user, password)) return 401
    if (operation === 'login') return 204
    if (operation !== 'password') return 404
    if (newPassword === undefined || newPassword === '') return 400
    this.setPassword(service, user, newPassword)
    return 204
  }
}

export const LOGINS_PREFIX = '/_target/logins/'

const keyOf = (service: string, user: string) => `${service} ${user}`
