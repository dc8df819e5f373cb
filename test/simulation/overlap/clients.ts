import type {StagedSecret} from '../../../src/lib/rehearse/bench.ts'
import type {Sandbox} from '../../../src/lib/sandbox/index.ts'

/** A client's request that the target refused. */
export interface Refused {
  readonly at: number
  /** How long that client keeps what it has read. */
  readonly ttlMs: number
  readonly version: string
}

interface Client {
  readonly ttlMs: number
  readAt: number
  version: string
  value: string
}

const HOUR_MS = 3_600_000

/** Clients that read a secret, keep what they read for so long, and use it. The longest keeps it for the whole overlap. */
const TTLS_MS = [0, 60_000, HOUR_MS, 24 * HOUR_MS]

const TICK = 'clients-of-the-secret'

/**
 * Clients of one secret, who come as time passes in the sandbox, whoever lets it pass: the story, or a function that waits.
 * Of each length of life there are two, the second half a life behind.
 */
export class Clients {
  readonly refused: Refused[] = []
  requests = 0
  readonly #sandbox: Sandbox
  readonly #secret: StagedSecret
  readonly #clients: readonly Client[]
  readonly #timer: Timer
  #onTick: () => void

  constructor(sandbox: Sandbox, secret: StagedSecret, onTick: () => void) {
    this.#sandbox = sandbox
    this.#secret = secret
    this.#onTick = onTick
    const now = sandbox.clock.now()
    const current = this.#current()
    this.#clients = TTLS_MS.flatMap(ttlMs => [0, ttlMs / 2].map(behind => ({ttlMs, readAt: now - behind, ...current})))
    this.#timer = new Timer(sandbox, () => this.come())
  }

  /** From now on they come every so many ms. */
  every(ms: number): void {
    this.#timer.every(ms)
  }

  /** Each makes one request, with a fresh value where its own has become too old. */
  come(): void {
    const at = this.#sandbox.clock.now()
    const current = this.#current()
    for (const client of this.#clients) {
      if (at - client.readAt >= client.ttlMs) Object.assign(client, current, {readAt: at})
      this.requests += 1
      const standing = this.#secret.target.standing(client.value)
      if ('acceptedNow' in standing && standing.acceptedNow) continue
      this.refused.push({at, ttlMs: client.ttlMs, version: client.version})
    }
    this.#onTick()
  }

  /** The requests that leave a trace, such as when a key was used last. */
  async leaveTraces(): Promise<void> {
    for (const value of new Set(this.#clients.map(client => client.value))) await this.#secret.target.use(value)
  }

  #current(): {readonly version: string; readonly value: string} {
    const versions = this.#sandbox.secretsManager.storedVersions(this.#secret.arn)
    const {id, text = ''} = versions.find(({labels}) => labels.includes('AWSCURRENT'))!
    return {version: id, value: text}
  }
}

/** Rings as the sandbox's own time passes. */
class Timer {
  readonly #sandbox: Sandbox
  #id = 0
  #ms = 0

  constructor(sandbox: Sandbox, ring: () => void) {
    this.#sandbox = sandbox
    sandbox.clock.on(TICK, () => {
      this.#set()
      ring()
    })
  }

  every(ms: number): void {
    this.#ms = ms
    this.#sandbox.clock.cancel(this.#id)
    this.#set()
  }

  #set(): void {
    const dueAt = this.#sandbox.clock.now() + this.#ms
    this.#id = this.#sandbox.clock.schedule({kind: TICK, dueAt, payload: {}})
  }
}
