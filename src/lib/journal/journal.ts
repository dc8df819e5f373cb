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
      readonly undo: readonly string[]
      readonly attested?: readonly string[]
    }
  | {
      readonly kind: 'outcome'
      readonly id: number
      readonly at: string
      readonly outcome: 'done' | 'failed' | 'unknown' | 'stale'
      readonly error?: string
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
  | {readonly kind: 'end'; readonly at: string; readonly exitCode: number}

/** The CLI's own file of mutations, and of values that were shown; one file a run. */
export interface Journal {
  /** undefined until the first entry is written: a run that changes and shows nothing leaves no file. */
  readonly runId: string | undefined
  /** Appends and fsyncs before it returns. Throws SecrotError JOURNAL_NOT_WRITABLE (exit 1). */
  append(entry: JournalEntry): Promise<void>
}
