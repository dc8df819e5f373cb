import type {SecretStore} from '../store.ts'
import type {RotationEngine} from './engine.ts'
import type {Step} from './rotations.ts'
import {eventOf, refusalBefore, stepFailure, type StepEvent} from './steps.ts'

/** What comes next in a rotation: an event for the function, or the service's refusal to send one. */
export type UpcomingStep =
  | {readonly kind: 'event'; readonly attempt: number; readonly event: StepEvent}
  | {readonly kind: 'refused'; readonly attempt: number; readonly step: Step; readonly reason: string}

/**
 * Rotations whose steps somebody else runs, as a rehearsal does: the service opens them, makes their events, takes the
 * outcome of each step and decides what that means, but invokes nothing by itself.
 */
export interface StepsByHand {
  /** From now on, or no longer. */
  take(on: boolean): void
  /** undefined: no rotation is under way, or no attempt is left. */
  upcoming(secretArn: string): UpcomingStep | undefined
  /** The function passed or failed the step, or the service refused it (which is `false`). */
  ended(secretArn: string, passed: boolean): void
}

export function stepsByHand(engine: RotationEngine, store: SecretStore): StepsByHand {
  return {
    take(on) {
      engine.byHand = on
    },
    upcoming(secretArn) {
      const rotation = engine.upcoming(secretArn)
      const secret = store.byArn(secretArn)
      if (rotation?.functionArn === undefined || secret === undefined) return undefined
      const event = eventOf(rotation)
      const reason = refusalBefore(secret, rotation, rotation.functionArn)
      const {attempt} = rotation
      return reason === undefined
        ? {kind: 'event', attempt, event}
        : {kind: 'refused', attempt, step: event.Step, reason}
    },
    ended(secretArn, passed) {
      const rotation = engine.rotations.of(secretArn)
      if (rotation?.functionArn === undefined) return
      const secret = store.byArn(secretArn)
      const refusal = secret === undefined ? undefined : refusalBefore(secret, rotation, rotation.functionArn)
      engine.ended(secretArn, passed ? undefined : (refusal ?? stepFailure(rotation, rotation.functionArn)))
    },
  }
}
