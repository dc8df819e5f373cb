import type {RotationStep, SecretDescription, Version} from './secret.ts'

/** What verdicts read of one CloudTrail record about one secret. history/events.ts has the whole of it. */
export interface RotationNews {
  readonly name: string
  readonly at: number
  readonly versionId?: string
  readonly step?: RotationStep
  readonly errorMessage?: string
  readonly errorCode?: string
  /** UpdateSecretVersionStage. */
  readonly label?: string
  /** PutSecretValue; absent: AWSCURRENT. */
  readonly labels?: readonly string[]
  readonly caller?: {readonly roleArn?: string}
}

/** What is known of one secret's events. Only `read` allows to conclude anything from what is not there. */
export type EventFacts =
  | {readonly kind: 'not-asked'}
  | {
      readonly kind: 'read'
      readonly since: number
      /** Event names that were asked for; what was not asked is not known. */
      readonly names: readonly string[]
      readonly events: readonly RotationNews[]
    }
  | {readonly kind: 'cut-off'; readonly events: readonly RotationNews[]; readonly reason: string}
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}

/** What verdicts read of one START … REPORT of a rotation function. history/invocations.ts has the whole of it. */
export interface LoggedInvocation {
  readonly startedAt?: number
  readonly endedAt?: number
  /** Logged by the function; absent: not said. */
  readonly step?: RotationStep
  /** false: a shared function's lines that name no secret. They decide nothing. */
  readonly belongsToSecret: boolean
  readonly failure?: {
    readonly kind: string
    readonly text: string
    readonly exceptionClass?: string
    readonly awsCode?: string
    readonly at: number
  }
}

export type LogFacts =
  | {readonly kind: 'not-asked'}
  | {
      readonly kind: 'read'
      readonly invocations: readonly LoggedInvocation[]
      readonly platformLines: boolean
      readonly cutOff: boolean
    }
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}

/** Everything `verdictOf` reads. Times are epoch milliseconds. */
export interface VerdictFacts {
  readonly now: number
  /** undefined: the labels could not be read. */
  readonly description: SecretDescription | undefined
  readonly events: EventFacts
  readonly log: LogFacts
  /** The function's time limit. Absent: not read, and Lambda's longest, 15 minutes, is assumed. */
  readonly functionTimeoutMs?: number
  /** The function's execution role. Absent: not read, so nobody knows which versions the function wrote. */
  readonly functionRoleArn?: string
  /** All versions, deprecated ones too. Absent: not read. */
  readonly versions?: readonly Version[]
}

/** Events about the secret, newest first; none where they were not asked or could not be read. */
export function newsOf(facts: EventFacts): readonly RotationNews[] {
  if (facts.kind !== 'read' && facts.kind !== 'cut-off') return []
  return [...facts.events].sort((left, right) => right.at - left.at)
}

/** The invocations that certainly are about this secret, oldest first. */
export function ownInvocations(log: LogFacts): readonly LoggedInvocation[] {
  if (log.kind !== 'read') return []
  const own = log.invocations.filter(invocation => invocation.belongsToSecret)
  return own.sort((left, right) => startOf(left) - startOf(right))
}

function startOf(invocation: LoggedInvocation): number {
  return invocation.startedAt ?? invocation.endedAt ?? 0
}
