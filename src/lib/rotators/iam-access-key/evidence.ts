import {GetAccessKeyLastUsedCommand, IAMClient} from '@aws-sdk/client-iam'
import {HOUR_MS} from '../rate.ts'
import {reasonOf} from '../reason.ts'
import type {RotatorContext} from '../rotator.ts'
import type {Replacement} from './replacement.ts'
import {seenBy} from './trail.ts'

const DEFAULT_OVERLAP_HOURS = 24
const OVERLAP_HOURS = {least: 1, most: 8760}

/** IAM tells of a use hours after it. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
const LAG_MS = 4 * HOUR_MS

type Work = Pick<RotatorContext, 'clients' | 'clock' | 'log' | 'settings'>

/** How long a replaced key goes on working for those who still have it. */
function overlapMs({settings}: Pick<Work, 'settings'>): number {
  return (settings.number('OVERLAP_HOURS', OVERLAP_HOURS) ?? DEFAULT_OVERLAP_HOURS) * HOUR_MS
}

/** How long a replaced key works at the least. */
export function leastLifeMs(work: Pick<Work, 'settings'>): number {
  return overlapMs(work) + LAG_MS
}

/** How long nobody has used a key that counts as unused where it is not sure when it was replaced. */
const UNUSED_MS = 14 * 24 * HOUR_MS

/**
 * Why a replaced key must stay; undefined: its overlap is over, and nobody has used it since. A use before that says
 * nothing: clients have the key in a cache for so long after every replacement, and would stop every rotation. So what uses
 * an old key less often than the time between that end and the next rotation, less the lag, is not seen.
 *
 * Where it is not sure when it was replaced, it has to be unused for as long as clients may have it; and for 14 days if it
 * was used after what would have been its overlap.
 */
export async function whyInUse(
  work: Work,
  accessKeyId: string,
  {at: since, isSure}: Replacement,
): Promise<string | undefined> {
  const {clock} = work
  const endsAt = since + overlapMs(work)
  if (clock.now() < endsAt) return `its overlap lasts until ${timeText(endsAt)}`
  const use = await useOf(work, accessKeyId)
  const unusedFor = use === undefined ? Infinity : clock.now() - use.at
  const isLate = use !== undefined && use.at > endsAt
  if (isLate && (isSure || unusedFor < Math.max(UNUSED_MS, leastLifeMs(work))))
    return `it is still in use, last ${use.text}${await seenBy(work, accessKeyId, endsAt)}`
  if (!isSure && unusedFor < leastLifeMs(work)) return `nobody knows when it was replaced, and it was used ${use?.text}`
  if (clock.now() < since + leastLifeMs(work))
    return `uses after its overlap are known at ${timeText(since + leastLifeMs(work))} only`
  return undefined
}

/** Whether nobody uses a key: never, as for one whose secret part was lost, or not for as long as an old one works. */
export async function isUnused(work: Work, accessKeyId: string): Promise<boolean> {
  const use = await useOf(work, accessKeyId)
  return use === undefined || work.clock.now() - use.at > leastLifeMs(work)
}

/** When a key was used last and who used it, as the end of a sentence; empty: nobody may say it. */
export async function lastUse(work: Work, accessKeyId: string): Promise<string> {
  try {
    const use = await useOf(work, accessKeyId)
    return use === undefined
      ? '; it was never used'
      : `; last used ${use.text}${await seenBy(work, accessKeyId, use.at)}`
  } catch (error) {
    work.log.warn('IAM could not be asked when the key was used', {reason: reasonOf(error)})
    return ''
  }
}

/** The last use that IAM tells of; undefined: none. */
async function useOf(
  {clients}: Pick<Work, 'clients'>,
  AccessKeyId: string,
): Promise<{readonly at: number; readonly text: string} | undefined> {
  const {AccessKeyLastUsed: use} = await clients.of(IAMClient).send(new GetAccessKeyLastUsedCommand({AccessKeyId}))
  const at = use?.LastUsedDate?.getTime()
  return at === undefined ? undefined : {at, text: `at ${timeText(at)} for ${use?.ServiceName} in ${use?.Region}`}
}

function timeText(at: number): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 16)}Z` : 'nobody knows when'
}
