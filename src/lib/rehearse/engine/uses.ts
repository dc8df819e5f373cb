import type {TargetUse} from '../target.ts'

/** An attempt to use a credential, as the sandbox saw it. */
export interface Attempt {
  /** Names the credential's place: an access key id, an API key, `user password`. In memory only. */
  readonly presented: string
  readonly accepted: boolean
}

/** Who acts at present; the engine knows. */
export interface Actor {
  now(): number
  /** Number of the invocation that is running; undefined: the script acts. */
  invocation(): number | undefined
}

/** Attempts at one target, in order. */
export class Uses {
  #uses: TargetUse[] = []
  readonly #isOf: (presented: string, value: string) => boolean
  readonly #idOf: (presented: string) => string | undefined

  constructor(options: {
    readonly isOf: (presented: string, value: string) => boolean
    readonly idOf: (presented: string) => string | undefined
  }) {
    this.#isOf = options.isOf
    this.#idOf = options.idOf
  }

  note(attempt: Attempt, actor: Actor): void {
    const invocation = actor.invocation()
    const credential = this.#idOf(attempt.presented)
    this.#uses.push({
      at: actor.now(),
      by: invocation === undefined ? 'script' : 'function',
      accepted: attempt.accepted,
      ...(invocation === undefined ? {} : {invocation}),
      ...(credential === undefined ? {} : {credential}),
      isOf: value => this.#isOf(attempt.presented, value),
    })
  }

  list(): readonly TargetUse[] {
    return this.#uses
  }

  clear(): void {
    this.#uses = []
  }
}
