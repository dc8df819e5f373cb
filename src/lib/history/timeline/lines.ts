import type {LabelMove} from '../../rotation/label-algebra.ts'
import type {RotationStep} from '../../rotation/secret.ts'
import type {RotationEventName} from '../events.ts'

/** Who made a call. Texts are foreign. */
export interface Who {
  /** `aws`: the service by itself; `function`: the role of the rotation function; `caller`: anybody else. */
  readonly kind: 'aws' | 'function' | 'caller'
  readonly arn?: string
  readonly sourceIp?: string
  readonly userAgent?: string
}

/** A CloudTrail event about the secret, or about its key. */
export interface EventLine {
  readonly kind: 'event'
  readonly source: 'trail'
  /** Epoch milliseconds, whole seconds. */
  readonly at: number
  readonly eventId: string
  readonly name: RotationEventName
  readonly versionId?: string
  /** Named by a failure. */
  readonly step?: RotationStep
  /** UpdateSecretVersionStage. */
  readonly move?: LabelMove
  /** PutSecretValue. */
  readonly labels?: readonly string[]
  readonly tagKeys?: readonly string[]
  /** Absent: AWS did what was asked. */
  readonly errorCode?: string
  readonly who: Who
}

/** One START … REPORT that is this secret's. */
export interface StepLine {
  readonly kind: 'step'
  readonly source: 'log'
  /** REPORT, or the newest sign while it runs. */
  readonly at: number
  readonly requestId: string
  /** Absent: nobody said which. */
  readonly step?: RotationStep
  /** false: it follows from the order in which AWS calls the steps. */
  readonly certain: boolean
  /** `open`: no REPORT yet, and none is known to be missing. */
  readonly outcome: 'ok' | 'failed' | 'open'
  readonly durationMs?: number
  /** The recognised cause, in words that may be shown. */
  readonly text?: string
  readonly hiddenCharacters: number
}

/** An invocation of a shared function that names no secret. It decides nothing. */
export interface MaybeOtherLine {
  readonly kind: 'maybe-other'
  readonly source: 'log'
  readonly at: number
  readonly requestId: string
  readonly outcome: StepLine['outcome']
  readonly durationMs?: number
  readonly text?: string
  readonly hiddenCharacters: number
}

/** A line of the function's log, by the allow-list or (`own`) its own text; only with --show-logs. */
export interface LogTextLine {
  readonly kind: 'log'
  readonly source: 'log'
  readonly at: number
  readonly requestId: string
  readonly own: boolean
  readonly text: string
}

/** A version was made; its labels are those of today. */
export interface VersionLine {
  readonly kind: 'version'
  readonly source: 'labels'
  readonly at: number
  readonly versionId: string
  readonly labels: readonly string[]
}

/** Labels that were seen to move, while somebody follows. */
export interface LabelsLine {
  readonly kind: 'labels'
  readonly source: 'labels'
  readonly at: number
  readonly moves: readonly LabelMove[]
}

/** Rotation was seen to be switched, while somebody follows. */
export interface SwitchLine {
  readonly kind: 'switch'
  readonly source: 'labels'
  readonly at: number
  readonly enabled: boolean
}

export type TimelineLine = EventLine | StepLine | MaybeOtherLine | LogTextLine | VersionLine | LabelsLine | SwitchLine
