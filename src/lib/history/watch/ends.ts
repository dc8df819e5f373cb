import type {RotationStep} from '../../rotation/secret.ts'

/** How far it got, for the reader of a verdict that is no success. */
export interface LastSeen {
  readonly at: number
  /** AWSCURRENT as last read; absent: never read, or on nobody. */
  readonly current?: string
  /** AWSCURRENT is where it was when the watching began. */
  readonly currentAsBefore: boolean
  readonly step?: RotationStep
  readonly stepOutcome?: 'ok' | 'failed' | 'running'
  readonly certain: boolean
  readonly attempt?: number
}

/**
 * Whether the target may already want the new value. `set`: setSecret ended without error; `maybe`: it ended with one;
 * `unseen`: nobody saw which steps ran; `no`: setSecret was never reached.
 */
export type TargetRisk = 'set' | 'maybe' | 'unseen' | 'no'

interface Ended {
  /** When it was over, not when that was learned. */
  readonly at: number
  readonly versionId: string
}

/** The version holds AWSCURRENT, or held it and was replaced since (`replacedBy`). */
export interface SucceededEnd extends Ended {
  readonly kind: 'succeeded'
  readonly tookMs: number
  readonly previous?: string
  readonly replacedBy?: string
}

/** A rotation that only tests (RotateImmediately=false) is over; it never moves AWSCURRENT. */
export interface TestedEnd extends Ended {
  readonly kind: 'tested'
  readonly passed: boolean
  readonly current?: string
}

export interface AbandonedEnd extends Ended {
  readonly kind: 'abandoned'
  readonly seen: LastSeen
  readonly risk: TargetRisk
}

export interface CancelledEnd extends Ended {
  readonly kind: 'cancelled'
  readonly seen: LastSeen
  readonly risk: TargetRisk
  /** AWSPENDING is still on the version. */
  readonly pendingLeft: boolean
}

export interface FailedEnd extends Ended {
  readonly kind: 'failed'
  readonly seen: LastSeen
  readonly risk: TargetRisk
  readonly step?: RotationStep
  readonly text?: string
  /** Failed attempts in the log; absent: only events tell, and those are never counted. */
  readonly attempts?: number
  /** All of them failed in `step`. */
  readonly sameStep: boolean
  readonly nextRotationAt?: number
  /** Ended at the first failed attempt because that was asked for; AWS may go on. */
  readonly failFast: boolean
}

export interface UnknownEnd extends Ended {
  readonly kind: 'unknown'
  readonly seen: LastSeen
  readonly source: 'labels' | 'log and events' | 'events'
  readonly reason: string
  /** It is a matter of permission: exit 5, else 1. */
  readonly denied: boolean
}

export interface NotFinishedEnd extends Ended {
  readonly kind: 'not-finished'
  readonly seen: LastSeen
  readonly timeoutMs: number
}

/** Ctrl-C or `d`: the rotation runs on without a watcher. */
export interface LeftEnd extends Ended {
  readonly kind: 'left'
  readonly seen: LastSeen
  /** It may not go on: rotation went off, AWSPENDING is off the version, the newest attempt failed. Absent: nothing says so. */
  readonly near?: 'off' | 'lost' | 'failed'
}

export type WatchEnd =
  | SucceededEnd
  | TestedEnd
  | AbandonedEnd
  | CancelledEnd
  | FailedEnd
  | UnknownEnd
  | NotFinishedEnd
  | LeftEnd
