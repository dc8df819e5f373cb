import type {Call, World} from '../../kernel.ts'
import {decodePageToken, encodePageToken} from '../../pagination.ts'
import type {Secret} from './entities.ts'
import {invalidNextToken} from './errors.ts'
import {comparePositions, positionOf, type Position, type Shelf, type SortKey} from './shelf.ts'

const PAGING = {tokenMember: 'NextToken', limitMember: 'MaxResults'} as const

export interface ListingRequest {
  readonly sortBy: SortKey
  readonly descending: boolean
  readonly limit: number
  readonly nextToken: string | undefined
  matches(secret: Secret): boolean
}

export interface ListingPage {
  readonly secrets: readonly Secret[]
  readonly nextToken?: string
}

/**
 * One page of a shelf. It goes on after the position of the last secret given, so secrets that come and go meanwhile
 * neither repeat nor hide others. Throws InvalidNextTokenException.
 */
export function listPage(call: Call, world: World, shelf: Shelf, request: ListingRequest): ListingPage {
  const names = shelf.order(request.sortBy)
  const limit = Math.min(request.limit, world.switches.pageSize ?? request.limit)
  const step = request.descending ? -1 : 1
  const found: Secret[] = []
  for (let index = firstIndex(call, shelf, names, request); index >= 0 && index < names.length; index += step) {
    const secret = shelf.get(names[index]!)!
    if (!request.matches(secret)) continue
    if (found.length === limit) return {secrets: found, nextToken: tokenAfter(call, found.at(-1)!, request.sortBy)}
    found.push(secret)
  }
  return {secrets: found}
}

function tokenAfter(call: Call, last: Secret, sortBy: SortKey): string {
  return encodePageToken(call, PAGING, JSON.stringify(positionOf(last, sortBy)))
}

function firstIndex(call: Call, shelf: Shelf, names: readonly string[], request: ListingRequest): number {
  if (request.nextToken === undefined) return request.descending ? names.length - 1 : 0
  const position = decodePageToken(call, PAGING, request.nextToken)
  if (position === undefined) throw invalidNextToken()
  const after = JSON.parse(position) as Position
  const compared = (name: string) => comparePositions(positionOf(shelf.get(name)!, request.sortBy), after)
  return request.descending
    ? firstWhere(names, name => compared(name) >= 0) - 1
    : firstWhere(names, name => compared(name) > 0)
}

/** Index of the first element for which `holds` is true, given that it stays true after that. */
function firstWhere(names: readonly string[], holds: (name: string) => boolean): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(names[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
