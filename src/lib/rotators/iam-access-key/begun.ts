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
}

/** No invocation lasts longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_INVOCATION_MS = 900_000

/** IAM tells whole seconds, and a call that was cut may end a little later. */
const LATE_MS = 10_000

/** What this invocation notes, which may make a key until its time is up. */
export function begunBy(
  {clock, versionId}: Pick<RotatorContext, 'clock' | 'versionId'>,
  before: Begun['before'],
): Begun {
  const at = clock.now()
  return {
    versionId,
    at,
    until: Math.floor(at + Math.min(Math.max(0, clock.remainingMs()), LONGEST_INVOCATION_MS)),
    before,
  }
}

/** As the value of a tag, which may hold letters, digits, spaces and a few signs. */
export function begunText({versionId, at, until, before}: Begun): string {
  return [versionId, `${at}-${until}`, ...before].join(' ')
}

/** undefined: nothing was noted, or somebody else wrote the tag. */
export function begunIn(text: string | undefined): Begun | undefined {
  const [versionId, times = '', ...before] = text?.split(' ') ?? []
  const [, at, until] = /^(\d{1,15})-(\d{1,15})$/.exec(times) ?? []
  return versionId === undefined || at === undefined
    ? undefined
    : {versionId, at: Number(at), until: Number(until), before}
}

/**
 * Whether a key was made by the rotation that noted this. Its clock may have been ahead; where it was behind, the end of the
 * invocation is early, and a key that came after it is left alone.
 */
export function isOf({at, until, before}: Begun, key: {readonly id: string; readonly madeAt: number}): boolean {
  const isThen = key.madeAt >= at - CLOCK_ERROR_MS && key.madeAt <= until + LATE_MS
  return isThen && !before.includes(key.id)
}
