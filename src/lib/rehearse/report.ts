import type {ItemClass, Severity} from './item.ts'
import type {Kind} from './kind.ts'
import type {ItemVerdict, Verdict} from './record.ts'

/** The shortest failing case of an item. Everything in it is free of secret bytes. */
export interface FirstFailure {
  /** Name for `--cell`. */
  readonly cell: string
  readonly expected: string
  readonly observed: string
  /** The calls that led there, one line each. */
  readonly callRecord: readonly CallLine[]
  /** Version id → labels at the end. */
  readonly labels: Readonly<Record<string, readonly string[]>>
  /** Sentences about the target at the end; none without a model. */
  readonly target: readonly string[]
}

export interface CallLine {
  /** Virtual ms since the scenario began. */
  readonly atMs: number
  readonly text: string
  /** Digest of the request under a key that goes with the run. */
  readonly digest: string
}

export interface ItemReport {
  readonly id: string
  readonly class: ItemClass
  readonly severity: Severity
  readonly rule: string
  readonly verdict: ItemVerdict
  /** Why it was skipped or what broke; null otherwise. */
  readonly reason: string | null
  /** Cases judged, skipped ones not among them. */
  readonly cases: number
  readonly failed: number
  readonly hint: string
  readonly firstFailure: FirstFailure | null
}

/** What a step of the undisturbed rotation did, for the first part of the report. */
export interface PlainStep {
  readonly step: string
  readonly ok: boolean
  readonly durationMs: number
  readonly calls: readonly string[]
  readonly labels: readonly string[]
  readonly error: string | null
}

export interface RehearsalReport {
  readonly handler: {
    readonly file: string
    readonly codeSha256: string
    readonly handler: string
    readonly runtime: string
    readonly declaredRuntime: string | null
    readonly kind: Kind | null
    readonly target: string
  }
  readonly seed: number
  readonly verdict: Verdict
  /** true: only a part was asked for; the verdict is about that, and there is none on the function. */
  readonly partial: boolean
  /** Ids of the failing items that a baseline names: they do not count. */
  readonly knownFailures: readonly string[]
  /** false: it cannot be started, and nothing but that was judged. */
  readonly loaded: boolean
  readonly notes: readonly string[]
  readonly findings: readonly {readonly id: string; readonly sentence: string}[]
  readonly plain: readonly PlainStep[]
  readonly items: readonly ItemReport[]
  readonly crashMatrix: {
    readonly cells: number
    readonly unsafe: number
    readonly stuck: number
    readonly needsRepair: number
    readonly deadCurrentMs: number
    /** Faults in a cell: 2 when cells with a second one in the retry were played too. */
    readonly depth: 1 | 2
    /** Cells with a second fault: those played, and all that there are. Both 0 at depth 1. */
    readonly secondFaults: {readonly played: number; readonly possible: number}
  }
  /** Cells of the matrix with their verdicts, for `--format junit`. */
  readonly cells: readonly {readonly name: string; readonly verdict: ItemVerdict; readonly items: readonly string[]}[]
  readonly strength: {readonly bits: number | null; readonly source: string | null}
  readonly time: {readonly step: string | null; readonly worstMs: number; readonly timeoutMs: number}
  readonly calls: {readonly made: readonly string[]; readonly unused: readonly string[]}
  readonly policy: unknown
  /** Scenarios that came out otherwise in a fresh process: the handler keeps state between invocations. */
  readonly keepsState: readonly string[]
  /** Scenarios played, and whether the time ran out before all were. */
  readonly scenarios: {readonly played: number; readonly planned: number; readonly complete: boolean}
}
