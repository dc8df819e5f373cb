/**
 * What a rotation notes before it makes a key: no list of keys tells whose they are. A key made then, which no version of
 * the secret holds, is what a rotation left behind that was stopped before it could store it.
 */
export interface Begun {
  /** Of the version that the key was for. */
  readonly versionId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Ids of the keys that were there before. */
  readonly before: readonly string[]
}

/** No invocation lasts longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_INVOCATION_MS = 900_000

/** Clocks differ a little, and IAM tells whole seconds. */
const CLOCK_SKEW_MS = 10_000

/** As the value of a tag, which may hold letters, digits, spaces and a few signs. */
export function begunText({versionId, at, before}: Begun): string {
  return [versionId, at, ...before].join(' ')
}

/** undefined: nothing was noted, or somebody else wrote the tag. */
export function begunIn(text: string | undefined): Begun | undefined {
  const [versionId, at = '', ...before] = text?.split(' ') ?? []
  return versionId === undefined || !/^\d{1,15}$/.test(at) ? undefined : {versionId, at: Number(at), before}
}

/** Whether a key was made by the rotation that noted this. */
export function isOf({at, before}: Begun, key: {readonly id: string; readonly madeAt: number}): boolean {
  const isThen = key.madeAt >= at - CLOCK_SKEW_MS && key.madeAt <= at + LONGEST_INVOCATION_MS
  return isThen && !before.includes(key.id)
}
