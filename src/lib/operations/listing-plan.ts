import type {ListFilter, ListOrder} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shardsOf} from './listing-shards.ts'
import type {Part, Walk, Walks} from './listing-walks.ts'

/** A listing of so few pages is not worth a walk from its other end. */
const pagesAlone = 3

export interface FleetListingOptions {
  readonly filters: readonly ListFilter[]
  /** Parts a long listing by the beginnings of names, for more requests at the same time. */
  readonly parallel: boolean
  readonly signal?: AbortSignal
}

/** Which walks a listing consists of, as its pages come. */
export interface ListingPlan {
  /** After a page that did not end its part. */
  goOn(walk: Walk, fresh: readonly SecretDescription[]): void
  /** Throws the error when nothing simpler is left to try. */
  failed(walk: Walk, error: unknown): void
}

/** Begins the first walk. */
export function makeListingPlan(walks: Walks, {filters, parallel}: FleetListingOptions): ListingPlan {
  const names: string[] = []
  let mayPart = parallel
  let plain = false
  let begun = 0
  const begin = (part: Part, order: ListOrder | undefined): void => {
    begun += 1
    walks.begin(part, order)
  }
  const shards = (): readonly (readonly ListFilter[])[] => {
    mayPart = false
    return shardsOf(filters, names)
  }
  begin(walks.open(filters), 'asc')
  return {
    goOn(walk, fresh) {
      if (mayPart) names.push(...fresh.map(secret => secret.name))
      const parts = mayPart && walk.order === 'desc' ? shards() : []
      if (parts.length > 0) {
        walks.close(walk.part)
        for (const part of parts) begin(walks.open(part), 'asc')
        return
      }
      walks.ask(walk)
      const other = walk.part.begun === 1 && walk.count >= (parallel ? 1 : pagesAlone)
      if (other && !plain) begin(walk.part, 'desc')
    },
    failed(walk, error) {
      walk.part.walks.delete(walk)
      if (plain || !isRefusal(error) || (begun === 1 && isThrottled(error))) throw error
      if (walk.part.walks.size > 0) return
      walks.close()
      plain = true
      begin(walks.open(filters), undefined)
    },
  }
}

const isThrottled = (error: unknown): boolean => error instanceof SecrotError && error.code === 'THROTTLED'

/** What fewer requests, or one without an order or a filter of ours, may avoid. */
const isRefusal = (error: unknown): boolean =>
  isThrottled(error) || (error instanceof SecrotError && error.code === 'AWS_REFUSED')
