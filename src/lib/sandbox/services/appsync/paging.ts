import type {Call, World} from '../../kernel.ts'
import {pageOf} from '../../pagination.ts'
import {badRequest} from './errors.ts'

const MOST = 25

/** Rules of the model for the two members that steer paging. */
export const PAGING = {
  nextToken: {type: 'string', min: 1, max: 65_536, pattern: String.raw`\S+`},
  maxResults: {type: 'number', min: 0, max: MOST},
} as const

/** One page of a list in the order of its ids, 25 at most; `nextToken` is absent on the last one. */
export function listPage<Item extends {readonly id: string}>(
  call: Call,
  world: World,
  items: readonly Item[],
): {readonly items: readonly Item[]; readonly nextToken: {nextToken?: string}} {
  const asked = Number(call.input['maxResults'] ?? MOST) || MOST
  const page = pageOf({...call, input: {...call.input, maxResults: asked}}, world, items, {
    tokenMember: 'nextToken',
    limitMember: 'maxResults',
    defaultLimit: MOST,
    positionOf: ({id}) => id,
    isAfter: ({id}, position) => id > position,
    invalidToken: () => badRequest('The nextToken is not one that this request was given.'),
  })
  return {items: page.items, nextToken: page.nextToken === undefined ? {} : {nextToken: page.nextToken}}
}
