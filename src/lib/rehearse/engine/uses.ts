import type {Back} from './kept.ts'
import type {Use} from '../observation.ts'
import type {Target, TargetUse} from '../target.ts'

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
  /** Invocations that are running. Absent: none, or the one that `invocation` names. */
  atWork?(): number
  /** The last entry of J so far. */
  entry?(): number
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
    const after = actor.entry?.()
    this.#uses.push({
      at: actor.now(),
      by: invocation === undefined && (actor.atWork?.() ?? 0) === 0 ? 'script' : 'function',
      accepted: attempt.accepted,
      ...(invocation === undefined ? {} : {invocation}),
      ...(credential === undefined ? {} : {credential}),
      ...(after === undefined ? {} : {after}),
      isOf: value => this.#isOf(attempt.presented, value),
    })
  }

  list(): readonly TargetUse[] {
    return this.#uses
  }

  clear(): void {
    this.#uses = []
  }

  /** Keeps the list as it is now; the result puts it back. */
  keep(): Back {
    const kept = [...this.#uses]
    return () => {
      this.#uses = [...kept]
    }
  }
}

/** What was used, by the versions that hold it. undefined where nobody can say. */
export function usesAt(
  target: Target,
  versions: readonly {readonly id: string; readonly text?: string}[],
): readonly Use[] | undefined {
  if (!target.hasModel || !target.isImmediate) return undefined
  return target.uses().map(use => {
    const {at, by, accepted, invocation, after = -1} = use
    const holders = versions.filter(({text}) => text !== undefined && use.isOf(text)).map(({id}) => id)
    return {at, after, by, ...(invocation === undefined ? {} : {invocation}), accepted, versions: holders}
  })
}
