import {hash} from 'node:crypto'

import type {Call, ServiceError, World} from './kernel.ts'

export interface PageRules<Item> {
  /** Members of the request that steer paging: `NextToken` and `MaxResults`, `Marker` and `MaxItems`. */
  readonly tokenMember: string
  readonly limitMember: string
  /** Page size when the request names none. */
  readonly defaultLimit: number
  /** What comes after an item: its place in the list's order, such as its name. Unique in the list. */
  positionOf(item: Item): string
  /** The service's own refusal of a token that it did not give for this very request. */
  invalidToken(): ServiceError
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Absent on the last page. */
  readonly nextToken?: string
}

/**
 * One page of a list that is in order already. A page goes on after the position of the last item given; when that item
 * is gone by then, the token is still good only if the list can be searched, so `after` may place it.
 */
export function pageOf<Item>(
  call: Call,
  world: World,
  items: readonly Item[],
  rules: PageRules<Item> & {
    /** Whether an item comes after a position; absent: the item at the position is looked for. */
    readonly isAfter?: (item: Item, position: string) => boolean
  },
): Page<Item> {
  const token = call.input[rules.tokenMember]
  const start = typeof token === 'string' && token !== '' ? startAfter(call, items, rules, token) : 0
  const asked = Number(call.input[rules.limitMember] ?? rules.defaultLimit)
  const end = start + Math.min(asked, world.switches.pageSize ?? asked)
  const page = items.slice(start, end)
  const last = page.at(-1)
  if (end >= items.length || last === undefined) return {items: page}
  return {items: page, nextToken: encodePageToken(call, rules, rules.positionOf(last))}
}

/** One page as most services answer: the list under `member`, and where there is more, the token to ask with. */
export function pageAnswer<Item>(
  call: Call,
  world: World,
  items: readonly Item[],
  rules: Parameters<typeof pageOf<Item>>[3] & {readonly member: string; readonly view: (item: Item) => unknown},
): Record<string, unknown> {
  const {items: some, nextToken} = pageOf(call, world, items, rules)
  return {[rules.member]: some.map(rules.view), ...(nextToken === undefined ? {} : {[rules.tokenMember]: nextToken})}
}

/** An opaque token for a position, good for this operation with otherwise equal input, account and region only. */
export function encodePageToken(
  call: Call,
  members: {readonly tokenMember: string; readonly limitMember: string},
  position: string,
): string {
  return Buffer.from(`${bindingOf(call, members)}${position}`).toString('base64')
}

/** The position inside a token; undefined when the token was not given for this request. */
export function decodePageToken(
  call: Call,
  members: {readonly tokenMember: string; readonly limitMember: string},
  token: string,
): string | undefined {
  const text = Buffer.from(token, 'base64').toString('utf8')
  const binding = bindingOf(call, members)
  return text.startsWith(binding) ? text.slice(binding.length) : undefined
}

function startAfter<Item>(
  call: Call,
  items: readonly Item[],
  rules: PageRules<Item> & {readonly isAfter?: (item: Item, position: string) => boolean},
  token: string,
): number {
  const position = decodePageToken(call, rules, token)
  if (position === undefined) throw rules.invalidToken()
  const {isAfter} = rules
  if (isAfter !== undefined) {
    const index = items.findIndex(item => isAfter(item, position))
    return index === -1 ? items.length : index
  }
  const index = items.findIndex(item => rules.positionOf(item) === position)
  if (index === -1) throw rules.invalidToken()
  return index + 1
}

/** 24 characters of a digest over everything but the paging members themselves. */
function bindingOf(
  call: Call,
  {tokenMember, limitMember}: {readonly tokenMember: string; readonly limitMember: string},
): string {
  const {[tokenMember]: _token, [limitMember]: _limit, ...rest} = call.input
  const request = [call.service, call.operation, call.accountId, call.region, JSON.stringify(rest)].join('\n')
  return hash('sha256', request, 'base64url').slice(0, 24)
}
