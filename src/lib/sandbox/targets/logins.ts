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
  /** `service user` of those who may set the passwords of others. */
  readonly admins: ReadonlySet<string>
  /** `service user` → password that is refused although it is the user's. */
  readonly blocked: ReadonlyMap<string, string>
}

/** Who asks, and with what. */
export interface LoginRequest {
  readonly user: string
  readonly password: string
  /** For the paths `password` and `admin` only. */
  readonly newPassword?: string
  /** Whose password an administrator sets. */
  readonly target?: string
}

const EMPTY: State = {passwords: new Map(), behaviours: new Map(), admins: new Set(), blocked: new Map()}

/**
 * Login services that know one password per user: the targets of the demo and of simulations. `login` answers 204 or
 * 401; `password` replaces the password of whoever logs in, `admin` that of another user, whom it makes where there is
 * none. They are no part of AWS; each attempt is in the call record.
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

  /** Where a service listens: `POST <url>/login`, `POST <url>/password` and `POST <url>/admin`. */
  urlOf(service: string): string {
    return `${this.#url()}${LOGINS_PREFIX}${service}`
  }

  /** As the service's administrator: adds a user or sets a password. */
  setPassword(service: string, user: string, password: string): void {
    this.#state = {...this.#state, passwords: new Map(this.#state.passwords).set(keyOf(service, user), password)}
  }

  /** Adds a user who may set the passwords of others, or makes one of a user. */
  setAdmin(service: string, user: string, password: string): void {
    this.setPassword(service, user, password)
    this.#state = {...this.#state, admins: new Set(this.#state.admins).add(keyOf(service, user))}
  }

  /** From now on the service refuses this password of a user, or takes it again. */
  block(service: string, user: string, password: string, blocked: boolean): void {
    const all = new Map(this.#state.blocked)
    if (blocked) all.set(keyOf(service, user), password)
    else if (all.get(keyOf(service, user)) === password) all.delete(keyOf(service, user))
    this.#state = {...this.#state, blocked: all}
  }

  /** Names of the users of a service, by name. */
  users(service: string): readonly string[] {
    const names = [...this.#state.passwords.keys()].filter(key => key.startsWith(keyOf(service, '')))
    return names.map(key => key.slice(service.length + 1)).toSorted()
  }

  /** undefined: there is no such user. */
  passwordOf(service: string, user: string): string | undefined {
    return this.#state.passwords.get(keyOf(service, user))
  }

  /** Whether these would be let in. No attempt, so nothing is recorded. */
  accepts(service: string, user: string, password: string): boolean {
    const isBlocked = this.#state.blocked.get(keyOf(service, user)) === password
    return !isBlocked && this.passwordOf(service, user) === password
  }

  /** Absent members are as usual again. */
  behave(service: string, behaviour: LoginBehaviour): void {
    this.#state = {...this.#state, behaviours: new Map(this.#state.behaviours).set(service, behaviour)}
  }

  /** One request, as it is answered on the wire. */
  ask(service: string, operation: string, request: LoginRequest): Promise<TargetOutcome> {
    const recordedAs = {service: `logins/${service}`, operation}
    return this.#gate.pass({service: 'logins', operation, input: {service, ...request}, recordedAs}, async () => {
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

  /** A state that was written before there were administrators has none. */
  restore(snapshot: unknown): void {
    this.#state = {...EMPTY, ...(snapshot as Partial<State>)}
  }

  async #whenUp(service: string, answer: () => number): Promise<number> {
    const {delayMs = 0, down = false} = this.#state.behaviours.get(service) ?? {}
    const {era} = this.#clock
    if (delayMs > 0) await this.#clock.sleep(delayMs)
    // Whoever asked is part of another story.
    if (era !== this.#clock.era) return 503
    return down ? 503 : answer()
  }

  #answer(service: string, operation: string, {user, password, newPassword, target}: LoginRequest): number {
    if (!this.accepts(service, user, password)) return 401
    if (operation === 'login') return 204
    if (operation !== 'password' && operation !== 'admin') return 404
    if (operation === 'admin' && !this.#state.admins.has(keyOf(service, user))) return 403
    const whose = operation === 'admin' ? target : user
    if (whose === undefined || whose === '' || newPassword === undefined || newPassword === '') return 400
    this.setPassword(service, whose, newPassword)
    return 204
  }
}

export const LOGINS_PREFIX = '/_target/logins/'

const keyOf = (service: string, user: string) => `${service} ${user}`
