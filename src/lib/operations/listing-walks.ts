import type {ListFilter, ListOptions, ListOrder, SecretsGateway} from '../aws/gateways.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {makeMeeting, type Meeting} from './listing-meeting.ts'

type Page = readonly SecretDescription[]

/** A listing by its own filters: whole as soon as one of its walks has come to the end, or both have met. */
export interface Part {
  readonly filters: readonly ListFilter[]
  readonly meeting: Meeting
  readonly walks: Set<Walk>
  readonly stop: AbortController
  /** Walks so far, those that broke off included. */
  begun: number
}

export interface Walk {
  readonly part: Part
  /** Absent: as AWS likes. */
  readonly order: ListOrder | undefined
  readonly pages: AsyncIterator<Page>
  /** Pages that have come and after which more was asked for. */
  count: number
}

/** What a walk brought: a page, its end (neither), or why it broke off. */
export interface Arrival {
  readonly walk: Walk
  readonly page?: Page
  readonly error?: unknown
}

/** Walks under way, each with one page asked for and no more. */
export interface Walks {
  open(filters: readonly ListFilter[]): Part
  begin(part: Part, order: ListOrder | undefined): void
  ask(walk: Walk): void
  /** The next to arrive; undefined: nothing is under way. */
  next(): Promise<Arrival | undefined>
  /** Drops what is under way for a part, or for all of them. */
  close(part?: Part): void
}

export function makeWalks(secrets: Pick<SecretsGateway, 'list'>, signal: AbortSignal | undefined): Walks {
  const asked = new Map<Walk, Promise<Arrival>>()
  const close = (part: Part): void => {
    for (const walk of part.walks) asked.delete(walk)
    part.walks.clear()
    part.stop.abort()
  }
  const ask = (walk: Walk): void => {
    const arrival = walk.pages.next().then(
      ({done, value}): Arrival => (done === true ? {walk} : {walk, page: value}),
      (error: unknown): Arrival => ({walk, error}),
    )
    asked.set(walk, arrival)
  }
  return {
    open: filters => ({filters, meeting: makeMeeting(), walks: new Set(), stop: new AbortController(), begun: 0}),
    begin(part, order) {
      const options: ListOptions = {filters: part.filters, ...(order === undefined ? {} : {order})}
      const stop = AbortSignal.any([part.stop.signal, ...(signal === undefined ? [] : [signal])])
      const listing = secrets.list({...options, signal: stop})
      const pages = (part.begun === 0 ? listing : unlessOver(part, listing))[Symbol.asyncIterator]()
      const walk = {part, order, pages, count: 0}
      part.walks.add(walk)
      part.begun += 1
      ask(walk)
    },
    ask(walk) {
      walk.count += 1
      ask(walk)
    },
    async next() {
      if (asked.size === 0) return undefined
      const arrival = await Promise.race(asked.values())
      asked.delete(arrival.walk)
      return arrival
    },
    close(part) {
      if (part !== undefined) close(part)
      else for (const walk of asked.keys()) close(walk.part)
    },
  }
}

/** A listing that ends with the page that came says so without a request; then the other walk sends none. */
async function* unlessOver(part: Part, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  await new Promise(resolve => setImmediate(resolve))
  if (!part.stop.signal.aborted) yield* pages
}
