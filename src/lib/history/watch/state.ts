import type {LabelMove} from '../../rotation/label-algebra.ts'
import type {SecretDescription} from '../../rotation/secret.ts'
import type {EventsAnswer, RotationEvent, RotationEventName} from '../events.ts'
import type {Invocation, LogAnswer} from '../invocations.ts'

/** What is watched and by which rules; fixed for the whole watch. Times are epoch milliseconds. */
export interface WatchSubject {
  readonly arn: string
  readonly name: string
  /** The one version this watch is about. */
  readonly versionId: string
  /** When AWSPENDING was put on it. */
  readonly startedAt: number
  /** secrot started it just now, so it is a real rotation (no test) and the version is empty at first. */
  readonly startedHere: boolean
  /** AWSCURRENT before it; absent: not known, or on nobody. */
  readonly currentBefore?: string
  /** Absent: not read, and Lambda's longest is taken; 0: the owning service rotates without a function. */
  readonly functionTimeoutMs?: number
  /** Execution role of the function: what it does is not news. */
  readonly functionRoleArn?: string
  readonly settleMs: number
  readonly deadlineAt: number
  readonly timeoutMs: number
  readonly failFast: boolean
}

/** One thing that was read, or could not be. `at` is when the read was answered. */
export type Observation =
  | {readonly kind: 'labels'; readonly at: number; readonly description: SecretDescription}
  | {readonly kind: 'labels-unread'; readonly at: number; readonly failure: ReadFailure}
  /** `alone`: no other secret names the function. */
  | {readonly kind: 'log'; readonly at: number; readonly answer: LogAnswer; readonly alone: boolean}
  | {readonly kind: 'no-log'; readonly at: number; readonly failure: ReadFailure}
  | {
      readonly kind: 'events'
      readonly at: number
      readonly names: readonly RotationEventName[]
      /** Narrowed to this secret. */
      readonly answer: EventsAnswer
    }
  | {readonly kind: 'time'; readonly at: number}

export interface ReadFailure {
  readonly reason: string
  readonly denied: boolean
  /** The AWS action that was denied, where AWS names it. */
  readonly action?: string
  /** The secret does not exist. */
  readonly gone: boolean
}

export interface LabelsSeen {
  readonly newest?: {readonly description: SecretDescription; readonly readAt: number}
  readonly seenPending: boolean
  /** It held AWSPREVIOUS when it was first seen, so that label proves nothing later. */
  readonly previousAtFirst: boolean
  readonly promoted?: {readonly at: number; readonly learnedAt: number; readonly from?: string}
  /** Since when, and in how many reads, it has had none of AWSPENDING, AWSCURRENT, AWSPREVIOUS. */
  readonly lost?: Persisting
  readonly off?: Persisting
  readonly moves: readonly {readonly at: number; readonly learnedAt: number; readonly moves: readonly LabelMove[]}[]
  /** Every time of change that was seen, oldest first. */
  readonly changes: readonly number[]
  readonly unread?: ReadFailure & Persisting
}

/** Something that was seen in each of the last `reads` reads. */
export interface Persisting {
  readonly at: number
  readonly since: number
  readonly until: number
  readonly reads: number
}

export interface LogSeen {
  /** Absent: never read. */
  readonly readAt?: number
  /** START and REPORT are written. */
  readonly platformLines: boolean
  /** Nothing was cut off. */
  readonly complete: boolean
  /** No other secret names the function. */
  readonly alone: boolean
  readonly invocations: ReadonlyMap<string, Invocation>
  readonly unread?: ReadFailure & Persisting
}

export interface EventsSeen {
  /** `seenArriving`: its name had been looked up before, and it was not there yet. */
  readonly events: ReadonlyMap<
    string,
    {readonly event: RotationEvent; readonly learnedAt: number; readonly seenArriving: boolean}
  >
  readonly readAt: ReadonlyMap<RotationEventName, number>
  readonly unread?: ReadFailure & Persisting
}

export interface WatchState {
  readonly subject: WatchSubject
  readonly now: number
  readonly labels: LabelsSeen
  readonly log: LogSeen
  readonly events: EventsSeen
  /** Keys of the lines that were told. */
  readonly told: ReadonlySet<string>
}

/** A watch that has seen nothing yet. */
export function startOfWatch(subject: WatchSubject, now: number): WatchState {
  return {
    subject,
    now,
    labels: {seenPending: false, previousAtFirst: false, moves: [], changes: []},
    log: {platformLines: false, complete: false, alone: false, invocations: new Map()},
    events: {events: new Map(), readAt: new Map()},
    told: new Set(),
  }
}
