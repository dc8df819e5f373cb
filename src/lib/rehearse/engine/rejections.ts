import {holderOf} from '../labels.ts'
import type {Rejection, Sample} from '../observation.ts'

/**
 * K: clients that read the secret, keep what they read for up to `overlapMs` and use it once a second. A client is refused
 * exactly when, at some moment, a version that was AWSCURRENT within the overlap is not accepted; so all clients are judged
 * at once. undefined where nobody can say what the target accepts.
 */
export function rejectionsIn(samples: readonly Sample[], overlapMs: number): readonly Rejection[] | undefined {
  if (samples.some(({accepted}) => accepted === undefined)) return undefined
  const lastCurrent = new Map<string, number>()
  const found: Rejection[] = []
  for (const {at, after, labels, accepted = []} of samples) {
    const current = holderOf(labels, 'AWSCURRENT')
    if (current !== undefined) lastCurrent.set(current, at)
    for (const [version, until] of lastCurrent) {
      if (at - until > overlapMs || accepted.includes(version)) continue
      found.push({at, after, version, held: version === current ? 'current' : 'cached'})
    }
  }
  return found
}
