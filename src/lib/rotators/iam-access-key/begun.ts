import {CLOCK_ERROR_MS} from '../clock.ts'
import type {RotatorContext} from '../rotator.ts'

/**
 * What a rotation notes before it makes a key: no list of keys tells whose they are. A key made then, which no version of
 * the secret holds, is what a rotation left behind that was stopped before it could store it.
 */
export interface Begun {
  /** Of the version that the key was for. */
  readonly versionId: string
  /** Epoch milliseconds, and the end of the invocation, after which it makes no key. */
  readonly at: number
  readonly until: number
  /** Ids of the keys that were there before. */
  readonly before: readonly string[]
  /** The one of them that AWSCURRENT held, and so this secret. Absent: it held none of them. */
  readonly replaced?: string
  /** Since when AWSCURRENT was seen on this version, to which labels were moved back. Absent: none was. */
  readonly seen?: {readonly versionId: string; readonly at: number}
}

/** Where no rotation has begun to make a key. */
export const NOTHING: Begun = {versionId: '-', at: 0, until: 0, before: []}

/** Before the id of the key that AWSCURRENT held, and before what was seen. */
const REPLACED = '='
const SEEN = '@'

/** No invocation lasts longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_INVOCATION_MS = 900_000

/** IAM tells whole seconds, and a call that was cut may end a little later. */
const LATE_MS = 10_000

/** What this invocation notes, which may make a key until its time is up. */
export function begunBy(
  {clock, versionId}: Pick<RotatorContext, 'clock' | 'versionId'>,
  before: Begun['before'],
  current: string,
): Begun {
  const at = clock.now()
  return {
    versionId,
    at,
    until: Math.floor(at + Math.min(Math.max(0, clock.remainingMs()), LONGEST_INVOCATION_MS)),
    before,
    ...(before.includes(current) ? {replaced: current} : {}),
  }
}

/** As the value of a tag, which may hold letters, digits, spaces and a few signs. */
export function begunText({versionId, at, until, before, replaced, seen}: Begun): string {
  const ids = before.map(id => (id === replaced ? `${REPLACED}${id}` : id))
  return [versionId, `${at}-${until}`, ...ids, ...(seen ? [`${SEEN}${seen.at}:${seen.versionId}`] : [])].join(' ')
}

/** undefined: nothing was noted, or somebody else wrote the tag. */
export function begunIn(text: string | undefined): Begun | undefined {
  const [versionId, times = '', ...rest] = text?.split(' ') ?? []
  const [, at, until] = /^(\d{1,15})-(\d{1,15})$/.exec(times) ?? []
  if (versionId === undefined || at === undefined) return undefined
  const ids = rest.filter(word => !word.startsWith(SEEN))
  const [, seenAt, seenOn] = /^@(\d{1,15}):(.+)$/.exec(rest.find(word => word.startsWith(SEEN)) ?? '') ?? []
  const replaced = ids.find(id => id.startsWith(REPLACED))?.slice(REPLACED.length)
  return {
    versionId,
    at: Number(at),
    until: Number(until),
    before: ids.map(id => (id.startsWith(REPLACED) ? id.slice(REPLACED.length) : id)),
    ...(replaced === undefined ? {} : {replaced}),
    ...(seenAt === undefined || seenOn === undefined ? {} : {seen: {versionId: seenOn, at: Number(seenAt)}}),
  }
}

/**
 * Whether a key was made by the rotation that noted this. Its clock may have been ahead; where it was behind, the end of the
 * invocation is early, and a key that came after it is left alone.
 */
export function isOf({at, until, before}: Begun, key: {readonly id: string; readonly madeAt: number}): boolean {
  const isThen = key.madeAt >= at - CLOCK_ERROR_MS && key.madeAt <= until + LATE_MS
  return isThen && !before.includes(key.id)
}
