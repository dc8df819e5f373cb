import {AWSCURRENT, AWSPENDING, type Staging} from '../rotation/secret.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import type {WatchSubject} from '../history/watch/state.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {WatchedFunction} from './watch-function.ts'

/** How long a watch waits, and for what. */
export interface WatchWishes {
  /** Silence after a failure that makes it a verdict. Absent: 4 × the function's timeout + 5 minutes. */
  readonly settleMs?: number | undefined
  /** Absent: 30 minutes. */
  readonly timeoutMs?: number | undefined
  /** Ends at the first failed attempt. Absent: false. */
  readonly failFast?: boolean | undefined
}

export interface WatchedVersion {
  readonly versionId: string
  /** When AWSPENDING was put on it. */
  readonly startedAt: number
  readonly startedHere: boolean
}

const defaultTimeoutMs = 30 * 60_000
/** Lambda's longest time limit (Lambda quotas), where the function's own could not be read. */
const longestTimeoutMs = 900_000

/** Everything that is fixed for a watch. `secret` is as it was before the rotation moved a label. */
export function watchSubject(
  context: Pick<Context, 'clock'>,
  secret: ResolvedSecret,
  watched: WatchedFunction,
  version: WatchedVersion,
  wishes: WatchWishes,
): WatchSubject {
  const {description} = secret
  const functionTimeoutMs = timeoutOf(watched)
  const timeoutMs = wishes.timeoutMs ?? defaultTimeoutMs
  const roleArn = watched.kind === 'known' ? watched.configuration.roleArn : undefined
  return {
    arn: secret.arn,
    name: description.name,
    ...version,
    ...currentBefore(description.staging, version),
    ...(functionTimeoutMs === undefined ? {} : {functionTimeoutMs}),
    ...(roleArn === undefined ? {} : {functionRoleArn: roleArn}),
    settleMs: wishes.settleMs ?? 4 * (functionTimeoutMs ?? longestTimeoutMs) + 5 * 60_000,
    timeoutMs,
    deadlineAt: context.clock.now() + timeoutMs,
    failFast: wishes.failFast ?? false,
  }
}

/** Known only from a time when the version was not promoted or abandoned yet. */
function currentBefore(staging: Staging, {versionId, startedHere}: WatchedVersion): {currentBefore?: string} {
  const labels = labelsOf(staging, versionId)
  const current = holderOf(staging, AWSCURRENT)
  const early = startedHere || labels.includes(AWSPENDING)
  return early && current !== undefined && current !== versionId ? {currentBefore: current} : {}
}

function timeoutOf(watched: WatchedFunction): number | undefined {
  if (watched.kind === 'known') return watched.configuration.timeoutMs
  return watched.kind === 'none' ? 0 : undefined
}
