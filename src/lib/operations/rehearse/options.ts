import type {Kind} from '../../rehearse/kind.ts'
import type {PlainRun} from '../../rehearse/plain-run.ts'
import type {Severity} from '../../rehearse/item.ts'
import type {Subject} from '../../rehearse/subject.ts'
import type {AdminAccount} from '../../rehearse/targets/admin-account.ts'
import type {DatabaseTarget, DeclaredTarget} from '../../rehearse/targets-declared.ts'
import type {Sandbox, SandboxOptions} from '../../sandbox/index.ts'
import type {Sensitive} from '../../sensitive.ts'
import type {Progress} from '../context.ts'

/** What is rehearsed and how. */
export interface RehearseOptions {
  readonly subject: Subject
  /** Value of the secret before the first rotation. Absent: one that fits the target. */
  readonly value?: Sensitive
  readonly targets: readonly DeclaredTarget[]
  /** Absent: guessed from the first rotation. */
  readonly kind?: Kind | undefined
  /** Absent: one that nobody chose. */
  readonly seed?: number | undefined
  /** Absent: every item. */
  readonly only?: readonly string[] | undefined
  /** Absent: every scenario. */
  readonly cells?: readonly string[] | undefined
  readonly periodDays?: number | undefined
  readonly minBits?: number | undefined
  /** 2: a second fault in the retry of each cell that needs one. Absent: 1. */
  readonly depth?: 1 | 2 | undefined
  /** At depth 2 all second faults. Absent: a sample that follows from the seed. */
  readonly exhaustive?: boolean | undefined
  /** Real milliseconds after which no further scenario is begun. Absent: no limit. */
  readonly timeoutMs?: number | undefined
  /** Ids of the items that a baseline names. Absent: there is none. */
  readonly known?: ReadonlySet<string> | undefined
}

export interface RehearseDeps {
  readonly startSandbox: (options: SandboxOptions) => Promise<Sandbox>
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Who may reset the accounts of a declared server. */
  readonly readLogin: (target: DatabaseTarget) => Promise<AdminAccount>
  /** Told of the undisturbed rotation before anything else is played. */
  readonly onPlain?: (plain: PlainRun, kind: Kind) => void
}

/** From the worst on. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']
