import type {FailedAttempt} from './attempts.ts'
import type {VerdictFacts} from './facts.ts'
import type {Reached} from './machine.ts'
import type {StepRunning} from './running.ts'
import type {Phase, SecretDescription} from './secret.ts'
import type {Why} from './why.ts'

/** The seven verdicts of `status`, worst first. */
export const verdicts = ['stuck', 'failing', 'unknown', 'late', 'rotating', 'off', 'healthy'] as const

export type Verdict = (typeof verdicts)[number]

/** A fact that was needed and could not be read, with the action that would allow it where one is missing. */
export interface Unread {
  readonly fact: 'labels' | 'events' | 'log' | 'versions' | 'function'
  readonly reason: string
  readonly action?: string
}

export interface Judgement {
  readonly verdict: Verdict
  readonly why: Why
  readonly phase?: Phase
  readonly unread: readonly Unread[]
  /** Set while AWSPENDING is on a version that is not current. */
  readonly pending?: PendingJudgement | undefined
}

export interface PendingJudgement {
  readonly versionId: string
  /** When AWSPENDING was put there; absent: nothing says. */
  readonly startedAt?: number
  readonly running: StepRunning
  /** When a step was last seen to start, end or fail; absent: never. */
  readonly lastStepAt?: number
  readonly attempts: readonly FailedAttempt[]
  /** Absent: nothing tells how far the rotation came. */
  readonly reached?: Reached
  /** Dropping the label could hide the value the target wants; true also where nothing tells. */
  readonly mayBeLive: boolean
}

/** Facts of a secret whose labels were read. */
export type Known = VerdictFacts & {readonly description: SecretDescription}

/** What one part of the verdict table says. */
export type Answer = Pick<Judgement, 'verdict' | 'why' | 'pending'>
