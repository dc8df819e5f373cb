import type {SandboxClock, Snapshotable, CallRecord} from '../kernel.ts'

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

/**
 * Login services that know one password per user: the targets of the demo and of simulations. `login` answers 204 or
 * 401; `password` replaces the password of whoever logs in. They are no part of AWS; each attempt is in the call record.
 */
export class Logins implements Snapshotable {
  readonly #clock: SandboxClock
  readonly #record: CallRecord
  readonly #url: () => string
  #state: State = {passwords: new Map(), behaviours: new Map()}

  constructor(world: {readonly clock: SandboxClock; readonly record: CallRecord; url(): string}) {
    this.#clock = world.clock
    this.#record = world.record
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

  /** One attempt; the answer is an HTTP status. */
  async attempt(service: string, operation: string, request: LoginRequest): Promise<number> {
    const {delayMs = 0, down = false} = this.#state.behaviours.get(service) ?? {}
    const {era} = this.#clock
    if (delayMs > 0) await this.#clock.sleep(delayMs)
    // Whoever asked is part of another story.
    if (era !== this.#clock.era) return 503
    const status = down ? 503 : this.#answer(service, operation, request)
    this.#record.add({kind: 'target', service: `logins/${service}`, operation, status, tookEffect: status === 204})
    return status
  }

  snapshot(): unknown {
    return this.#state
  }

  restore(snapshot: unknown): void {
    this.#state = snapshot as State
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
