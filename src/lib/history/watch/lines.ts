import type {LabelMove} from '../../rotation/label-algebra.ts'
import type {RotationStep} from '../../rotation/secret.ts'
import type {RotationEventName} from '../events.ts'

/** `at` is when it happened, `learnedAt` when the watcher got to know; both epoch milliseconds. */
interface Told {
  readonly at: number
  readonly learnedAt: number
}

/** AWSPENDING is on the version. `empty`: certain that it holds no value yet, because the rotation was started just now. */
export interface StartedLine extends Told {
  readonly kind: 'started'
  readonly versionId: string
  readonly empty: boolean
}

/** A finished invocation of the function. */
export interface StepLine extends Told {
  readonly kind: 'step'
  readonly requestId: string
  /** Absent: nobody said which, and the log leaves out what would tell. */
  readonly step?: RotationStep
  /** false: it follows from the order in which AWS calls the steps. */
  readonly certain: boolean
  readonly outcome: 'ok' | 'failed'
  readonly durationMs?: number
  /** From 1, by the invocations in the log. */
  readonly attempt: number
  /** The recognised cause, in words that may be shown. */
  readonly text?: string
  /** The same step failed for the same reason in the attempt before. */
  readonly same: boolean
  /** Steps before it were ok again in this attempt. */
  readonly earlierOkAgain: boolean
  /** createSecret wrote the value. */
  readonly valueStored: boolean
  readonly versionId: string
  readonly moved?: LabelMove
  readonly hiddenCharacters: number
}

/** News and no verdict. `attempt` is absent when only an event tells of it. */
export interface AttemptFailedLine extends Told {
  readonly kind: 'attempt-failed'
  readonly attempt?: number
  readonly settleMs: number
}

export interface EventLine extends Told {
  readonly kind: 'event'
  /** A look-up of its name before this one did not show it, so that `learnedAt` tells how long the trail took. */
  readonly seenArriving: boolean
  readonly name: RotationEventName
  readonly step?: RotationStep
  readonly label?: string
  readonly caller?: string
}

/** Labels that moved by another way than this rotation's last step, or whose step the log does not show. */
export interface LabelsLine extends Told {
  readonly kind: 'labels'
  readonly moves: readonly LabelMove[]
}

/** Rotation went off; a step that was under way may still end. */
export interface OffLine extends Told {
  readonly kind: 'off'
  readonly waitMs: number
}

export interface QuietLine extends Told {
  readonly kind: 'quiet'
  readonly settleMs: number
}

/** An invocation of a shared function that names no secret. It decides nothing. */
export interface MaybeOtherLine extends Told {
  readonly kind: 'maybe-other'
  readonly outcome: 'ok' | 'failed'
  readonly durationMs?: number
  readonly text?: string
  readonly hiddenCharacters: number
}

/** A line of the function's log: by the allow-list, or (`own`) its own text after masking. */
export interface LogLineShown extends Told {
  readonly kind: 'log'
  readonly requestId: string
  readonly text: string
  readonly own: boolean
}

/** What could not be read or cannot be concluded. */
export interface NoteLine extends Told {
  readonly kind: 'note'
  readonly about: 'log' | 'events' | 'labels'
  readonly text: string
}

export type WatchLine =
  | StartedLine
  | StepLine
  | AttemptFailedLine
  | EventLine
  | LabelsLine
  | OffLine
  | QuietLine
  | MaybeOtherLine
  | LogLineShown
  | NoteLine

/** What runs at the moment, for the line that is redrawn in place. */
export interface WatchActivity {
  readonly kind: 'step' | 'waiting' | 'settling'
  readonly step?: RotationStep
  readonly certain: boolean
  readonly attempt: number
  /** START of the invocation, or the newest sign when nothing runs. */
  readonly since: number
  /** Newest line of the platform. */
  readonly newest?: string
  readonly settleMs: number
}
