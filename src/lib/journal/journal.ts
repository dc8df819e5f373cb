import type {RotationRules} from '../rotation/secret.ts'

/** One line of a run's journal file. Never holds a value: requests are written without them. */
export type JournalEntry =
  | {
      readonly kind: 'run'
      readonly runId: string
      readonly command: string
      readonly argv: readonly string[]
      readonly pid: number
      readonly at: string
      readonly account?: string
      readonly region?: string
      readonly caller?: string
      /** The interrupted run that it goes on with. */
      readonly resumes?: string
      /** The run that it takes back. */
      readonly undoes?: string
    }
  | {
      readonly kind: 'intent'
      readonly id: number
      readonly at: string
      readonly action: string
      readonly resource: string
      readonly request: Readonly<Record<string, unknown>>
      readonly fingerprint: string
      readonly labelsBefore?: Readonly<Record<string, readonly string[]>>
      readonly rotationBefore?: RotationBefore
      readonly undo: readonly string[]
      /** The request that writes again what this one takes away. */
      readonly before?: PlannedChange
      /** Why there is no way back, where `undo` is empty. */
      readonly noUndoBecause?: string
      /** Changes of the same plan that were to follow, in their order. */
      readonly following?: readonly PlannedChange[]
      readonly attested?: readonly string[]
    }
  | {
      readonly kind: 'outcome'
      readonly id: number
      readonly at: string
      readonly outcome: 'done' | 'failed' | 'unknown' | 'stale'
      readonly error?: string
      /** The run had died, and the state told it later. */
      readonly settled?: true
    }
  /** A value is about to be shown: somebody said yes to it. Nothing changes, so there is no outcome and nothing to undo. */
  | {
      readonly kind: 'reveal'
      readonly at: string
      readonly resource: string
      readonly versionId: string
      readonly labels: readonly string[]
      /** The one member that is shown. Absent: the whole value. */
      readonly field?: string
    }
  /** What a run over many secrets sets out to do, before the first of them: whoever goes on with it needs the whole list. */
  | {readonly kind: 'batch'; readonly at: string; readonly secrets: readonly BatchSecret[]}
  /** How a rotation of such a run ended, or that it was left. */
  | {
      readonly kind: 'verdict'
      readonly at: string
      readonly resource: string
      readonly versionId: string
      readonly verdict: string
      readonly good: boolean
    }
  | {
      readonly kind: 'end'
      readonly at: string
      readonly exitCode: number
      /** Its own process did not write the end: a person closed it, or it was resumed. */
      readonly by?: 'close' | 'resume'
    }

/** A secret of a run over many. */
export interface BatchSecret {
  readonly arn: string
  readonly name: string
  /** The version that an earlier run has started and this one only follows. Absent: it is to be started. */
  readonly versionId?: string
  /** When that was, as ISO time. */
  readonly startedAt?: string
}

/** A change that a plan holds, without any value. */
export interface PlannedChange {
  readonly action: string
  readonly request: Readonly<Record<string, unknown>>
}

/** What a change of the rotation replaces; a member that is absent was not set. */
export interface RotationBefore {
  /** Whether it rotated. */
  readonly enabled?: boolean
  readonly functionArn?: string
  readonly rules?: RotationRules
}

/** The CLI's own file of mutations, and of values that were shown; one file a run. */
export interface Journal {
  /** undefined until the first entry is written: a run that changes and shows nothing leaves no file. */
  readonly runId: string | undefined
  /** Appends and fsyncs before it returns. Throws SecrotError JOURNAL_NOT_WRITABLE (exit 1). */
  append(entry: JournalEntry): Promise<void>
}
