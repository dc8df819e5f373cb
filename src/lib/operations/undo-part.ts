import type {Question} from './context.ts'
import type {Mutation} from './mutation.ts'

/** What of a run is taken back of one secret or one function. */
export type UndoPart =
  | {
      readonly kind: 'act'
      readonly resource: string
      /** As they are shown, in the order in which they are sent. */
      readonly mutations: readonly Mutation[]
      /** Questions of its own, beside the one whether to undo the run. */
      readonly questions: readonly Question[]
      /** What stays as it is, and why. */
      readonly notes: readonly string[]
      /** Sends them, each once the one before is seen. */
      act(): Promise<void>
    }
  /** It is as it was before the run. */
  | {readonly kind: 'already'; readonly resource: string; readonly notes: readonly string[]}
  /** A fact outside of secrot forbids it. */
  | {readonly kind: 'forbidden'; readonly resource: string; readonly because: string}

export function forbidden(resource: string, because: string): UndoPart {
  return {kind: 'forbidden', resource, because}
}
