import {GetAccessKeyLastUsedCommand, IAMClient} from '@aws-sdk/client-iam'
import {HOUR_MS} from '../rate.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {seenBy} from './trail.ts'

const DEFAULT_OVERLAP_HOURS = 24
const OVERLAP_HOURS = {least: 1, most: 8760}

/** IAM tells of a use hours after it. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
const LAG_MS = 4 * HOUR_MS

type Work = Pick<RotatorContext, 'clients' | 'clock' | 'log' | 'secret' | 'settings'>

/** How long a replaced key goes on working for those who still have it. */
function overlapMs({settings}: Pick<Work, 'settings'>): number {
  return (settings.number('OVERLAP_HOURS', OVERLAP_HOURS) ?? DEFAULT_OVERLAP_HOURS) * HOUR_MS
}

/** How long a replaced key works at the least. */
export function leastLifeMs(work: Pick<Work, 'settings'>): number {
  return overlapMs(work) + LAG_MS
}

/**
 * Why the key that `current` replaced must stay; undefined: its overlap is over, and nobody has used it since. A use before
 * that says nothing: clients have the key in a cache for so long after every replacement, and would stop every rotation. So
 * what uses an old key less often than the time between that end and the next rotation, less the lag, is not seen.
 */
export async function whyInUse(work: Work, accessKeyId: string, current: StoredValue): Promise<string | undefined> {
  const {clients, clock, secret} = work
  // A version may be made current long after it was stored, and stored by hand without any rotation.
  const replacedAt = Math.max(secret.lastRotatedAt ?? -Infinity, current.storedAt ?? Infinity)
  const endsAt = replacedAt + overlapMs(work)
  if (clock.now() < endsAt) return `its overlap lasts until ${timeText(endsAt)}`
  const {AccessKeyLastUsed: use} = await clients
    .of(IAMClient)
    .send(new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId}))
  const usedAt = use?.LastUsedDate?.getTime()
  if (usedAt !== undefined && usedAt > endsAt)
    return `it is still in use, last at ${timeText(usedAt)} for ${use?.ServiceName} in ${use?.Region}${await seenBy(work, accessKeyId, endsAt)}`
  if (clock.now() < replacedAt + leastLifeMs(work))
    return `uses after its overlap are known at ${timeText(replacedAt + leastLifeMs(work))} only`
  return undefined
}

/** Whether nobody uses a key: never, as for one whose secret part was lost, or not for as long as an old one works. */
export async function isUnused(work: Work, accessKeyId: string): Promise<boolean> {
  const request = new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId})
  const {AccessKeyLastUsed: use} = await work.clients.of(IAMClient).send(request)
  const usedAt = use?.LastUsedDate?.getTime()
  return usedAt === undefined || work.clock.now() - usedAt > leastLifeMs(work)
}

function timeText(at: number): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 16)}Z` : 'nobody knows when'
}
