import type {Kind} from '../../rehearse/kind.ts'
import type {PlainRun} from '../../rehearse/plain-run.ts'
import type {Severity} from '../../rehearse/item.ts'
import type {Subject} from '../../rehearse/subject.ts'
import type {DeclaredTarget} from '../../rehearse/targets-declared.ts'
import type {Sandbox, SandboxOptions} from '../../sandbox/index.ts'
import type {Sensitive} from '../../sensitive.ts'
import type {Clock, Progress} from '../context.ts'

/** What is rehearsed and how. */
export interface RehearseOptions {
  readonly subject: Subject
  /** Value of the secret before the first rotation. Absent: one that fits the target. */
  readonly value?: Sensitive
  readonly targets: readonly DeclaredTarget[]
  /** Absent: guessed from the first rotation. */
  readonly kind?: Kind
  /** Absent: one that nobody chose. */
  readonly seed?: number
  /** Absent: every item. */
  readonly only?: readonly string[]
  /** Absent: every scenario. */
  readonly cells?: readonly string[]
  readonly periodDays?: number
  readonly minBits?: number
  readonly depth?: 1 | 2
  readonly exhaustive?: boolean
  /** Real milliseconds after which no further scenario is begun. Absent: no limit. */
  readonly timeoutMs?: number
}

export interface RehearseDeps {
  readonly startSandbox: (options: SandboxOptions) => Promise<Sandbox>
  readonly clock: Clock
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly stateFolder: string
  /** Version of secrot, for the record. */
  readonly version: string
  readonly onPlain?: (plain: PlainRun, kind: Kind) => void
  /** Seeds nobody chose. */
  readonly newSeed: () => number
}

/** From the worst on. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']
