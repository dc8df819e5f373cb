import type {ListOrder} from '../aws/gateways.ts'
import type {SecretDescription} from '../rotation/secret.ts'

/** Whether two walks through one listing, from its oldest and from its newest secret, have left nothing between them. */
export interface Meeting {
  /**
   * Takes a page of one walk. `fresh`: how many of its secrets no walk had given before. True: both may stop. A walk in
   * no order of ours never meets another.
   */
  reachedBy(order: ListOrder | undefined, page: readonly SecretDescription[], fresh: number): boolean
}

/** Dates of creation between which one walk has been, epoch milliseconds; NaN for good once it left its order. */
interface Stretch {
  from: number
  to: number
}

/**
 * The walks have met once one is past the other by date: whatever stood in the listing all along is older than where the
 * one is or newer than where the other is. Secrets of one date may come in any order, so equal dates prove nothing. The
 * listing may lag, so a whole page must have been seen besides. A server that sorts otherwise than asked never meets:
 * its walk goes the wrong way, or is past where the other began.
 */
export function makeMeeting(): Meeting {
  const asc: Stretch = {from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY}
  const desc: Stretch = {from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY}
  return {
    reachedBy(order, page, fresh) {
      if (order === undefined) return false
      for (const {createdAt = Number.NaN} of page) {
        if (order === 'asc') move(asc, createdAt, createdAt >= asc.to)
        else move(desc, createdAt, createdAt <= desc.to)
      }
      const past = asc.to > desc.to && asc.to <= desc.from && desc.to >= asc.from
      return past && page.length > 0 && fresh === 0
    },
  }
}

function move(stretch: Stretch, to: number, onward: boolean): void {
  if (!Number.isFinite(stretch.from)) stretch.from = to
  stretch.to = onward ? to : Number.NaN
}
