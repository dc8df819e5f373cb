import type {ExitCode} from '../errors.ts'
import type {AwsFunction} from '../rotation/aws-function.ts'
import type {Consumers} from '../rotation/consumers.ts'
import type {PendingJudgement, Verdict} from '../rotation/judgement.ts'
import type {RotationRules, Staging, Version} from '../rotation/secret.ts'
import type {WrittenBetween} from '../rotation/value-age.ts'
import type {Why} from '../rotation/why.ts'
import type {TargetCredentials} from './status-credentials.ts'

/** A fact that was wanted and could not be read. */
export interface NotRead {
  readonly fact: 'list' | 'labels' | 'events' | 'log' | 'versions' | 'function'
  /** What it belongs to: a function, a secret or a region, by name. */
  readonly subject: string
  readonly reason: string
  /** The action that would allow it; absent when permission is not what is missing. */
  readonly action?: string
}

/** Where a part of the answer comes from. Times are epoch milliseconds. */
export interface StatusScope {
  readonly region: string
  readonly profile?: string
  readonly endpointUrl?: string
  /** In its place, where single services have endpoints of their own. */
  readonly endpointsText?: string
  /** Absent: not asked, because nothing but the one description was read. */
  readonly callerArn?: string
  readonly accountId?: string
}

/** One secret as the fleet shows it. Times are epoch milliseconds. */
export interface StatusLine {
  readonly arn: string
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly profile?: string | undefined
  readonly verdict: Verdict
  readonly why: Why
  /** Dropping AWSPENDING could hide the value the target wants. */
  readonly mayBeLive: boolean
  readonly rotation: 'on' | 'off' | 'never'
  /** When the value in use was written; absent: there is none, or nothing says. */
  readonly inUse?: WrittenBetween | undefined
  readonly lastRotatedAt?: number | undefined
  /** End of the next window; absent: none, or AWS did not say. */
  readonly nextBy?: number | undefined
  readonly current?: string | undefined
  readonly pending?: string | undefined
  readonly owningService?: string | undefined
  /** The region this is a replica of; rotation runs there. */
  readonly replicaOf?: string | undefined
  readonly externalType?: string | undefined
  readonly deletedAt?: number | undefined
  /** The value in use is a placeholder, which no consumer can work with. */
  readonly placeholder: boolean
  readonly notRead: readonly NotRead[]
}

/** A named secret, or one of several regions, that could not be looked at; the others were. */
export interface StatusFailure {
  readonly subject: string
  readonly code: string
  readonly message: string
  readonly exit: ExitCode
}

/** `status` over many secrets. */
export interface FleetStatus {
  readonly startedAt: number
  readonly endedAt: number
  readonly scopes: readonly StatusScope[]
  /** When the oldest page of the listing was read; absent: the secrets were named. */
  readonly listedAt?: number
  /** When the last of the described secrets was read; absent: none was. */
  readonly describedAt?: number
  /** Shown secrets, worst first. */
  readonly lines: readonly StatusLine[]
  /** Secrets that were looked at, shown or not. */
  readonly seen: number
  readonly calls: number
  readonly notRead: readonly NotRead[]
  readonly failures: readonly StatusFailure[]
  /** Argument list of the next command. */
  readonly next?: readonly string[]
}

export type ValuePresence = 'stored' | 'stored (trail)' | 'empty (trail)' | 'unknown'

/** One version with what is known of its value, without reading it. */
export interface VersionLine extends Version {
  readonly presence: ValuePresence
  /** When its value was written: the event, else the version's own date. */
  readonly writtenAt?: number
}

export interface FunctionLine {
  readonly arn: string
  readonly name: string
  /** Absent members were not read. */
  readonly state?: string
  readonly timeoutMs?: number
  readonly runtime?: string
  /** When Lambda ends the support of the runtime, epoch ms. Absent also where that is not known. */
  readonly supportEndsAt?: number
  /** Which of AWS's own database functions it is, by what it says of itself. Absent: none that is known, or not read. */
  readonly awsFunction?: AwsFunction
  readonly missing: boolean
}

/** `status` of one secret. */
export interface SecretStatus {
  readonly startedAt: number
  readonly endedAt: number
  readonly scope: StatusScope
  readonly line: StatusLine
  readonly labels: Staging
  readonly rules?: RotationRules
  readonly function?: FunctionLine
  readonly pending?: PendingJudgement
  readonly consumers: Consumers
  /** Said by the tag secrot:target; absent: nobody said. */
  readonly target?: string
  /** Absent: nobody asked the target, or its kind is not known. */
  readonly credentials?: TargetCredentials
  /** Absent: not read, because one description was enough. */
  readonly versions?: readonly VersionLine[]
  readonly calls: number
  readonly next?: readonly string[]
  /** --full. Absent: false. */
  readonly full?: boolean
}
