import type {AcceptedFinding, Config, ConfiguredProbe, WantedInterval} from '../config/config.ts'
import type {Choice} from '../doctor/decide.ts'
import type {NamedTarget} from '../doctor/facts.ts'
import type {Severity} from '../doctor/rule.ts'

/** What a person says of facts that nobody could read; for one run. */
export interface Attested {
  readonly pending?: 'accepted' | 'rejected'
  readonly current?: 'accepted' | 'rejected'
  readonly previous?: 'accepted' | 'rejected'
  /** No rotation step runs. */
  readonly idle?: boolean
  /** The pending version was written by the rotation function. */
  readonly makerIsFunction?: boolean
}

/** `--allow ID`, `ID@SECRET`, `ID:LAST4`. */
export interface Allowance {
  readonly id: string
  /** Name or ARN; absent: every secret. */
  readonly secret?: string
  /** Last four characters of a key id; wanted by acts that revoke. */
  readonly suffix?: string
}

/** Absent members mean: not asked for. */
export interface DoctorOptions {
  /** Names, ARNs or partial ARNs; none: every secret with rotation configured or AWSPENDING left over. */
  readonly secrets: readonly string[]
  /** Only secrets of this function, by name or ARN. */
  readonly functionName?: string
  /** Profile for functions of other accounts. */
  readonly functionProfile?: string
  /** How other accounts are reached where `functionProfile` names nothing. Absent: not at all. */
  readonly accounts?: Config['accounts']
  /** What printed commands need to reach the same place; `secrot` and `aws` take the same ones. */
  readonly scopeFlags: readonly string[]
  readonly fix: boolean
  readonly dryRun: boolean
  /** Answers the list of automatic repairs and plain questions. */
  readonly yes: boolean
  readonly allow: readonly Allowance[]
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  /** Findings below are left out. Default: low. */
  readonly severity: Severity
  /** Least severity that makes exit 3. */
  readonly failOn: Severity
  /** Unread facts and posture count too. */
  readonly strict: boolean
  readonly expectRotation: boolean
  readonly tidy: boolean
  readonly unusedForMs: number
  readonly probe?: {
    readonly command: string
    /** Of our process; PATH, HOME, LANG and TMPDIR of it reach the probe. */
    readonly environment: Readonly<Record<string, string | undefined>>
  }
  /** Probes by pattern, for secrets that no other word names a target for. Absent: none. */
  readonly configuredProbes?: {
    readonly probes: readonly ConfiguredProbe[]
    readonly environment: Readonly<Record<string, string | undefined>>
  }
  readonly target?: 'none' | NamedTarget
  readonly readValues: boolean
  readonly attested: Attested
  readonly choice?: Choice
  /** Findings that may stay for a while: shown, not repaired, and without a part in the exit code. */
  readonly accepted?: readonly AcceptedFinding[]
  /** How often secrets are to rotate, by pattern. Absent: as their schedules say. */
  readonly intervals?: readonly WantedInterval[]
  /** `--config`, for printed commands. Absent: the user's own file, or none. */
  readonly configFile?: string
  readonly trustedCode: readonly string[]
  /** The functions' own log lines, masked. */
  readonly showLogs: boolean
  /** Repairs that a plan file names (`repairKey`): nothing else is offered. Absent: whatever is found. */
  readonly planned?: ReadonlySet<string>
  /** How long a wait, or a rotation that this run starts, may take. */
  readonly timeoutMs: number
}

/** `--unused-for` where it is not given. */
export const DEFAULT_UNUSED_MS = 14 * 86_400_000

/** Least overlap of two credentials, so no less than this may pass as "unused". */
export const LEAST_UNUSED_MS = 24 * 3_600_000

/** Names one repair of one secret. */
export function repairKey(arn: string, repair: {readonly finding: string; readonly plan: string}): string {
  return `${arn} ${repair.finding} ${repair.plan}`
}
