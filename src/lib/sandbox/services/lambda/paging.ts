import type {Call, World} from '../../kernel.ts'
import {pageOf} from '../../pagination.ts'
import {validateInput} from '../../validate.ts'
import {invalidParameter} from './errors.ts'

/** One page of a list by `Marker` and `MaxItems`, as all of Lambda's lists have them. */
export function listPage<Item>(
  call: Call,
  world: World,
  items: readonly Item[],
  positionOf: (item: Item) => string,
): {items: readonly Item[]; nextMarker: {NextMarker?: string}} {
  const {MaxItems: asked} = call.input
  if (asked !== undefined) validateInput({MaxItems: Number(asked)}, {MaxItems: {type: 'number', min: 1, max: 10_000}})
  const page = pageOf(call, world, items, {
    tokenMember: 'Marker',
    limitMember: 'MaxItems',
    defaultLimit: 50,
    positionOf,
    invalidToken: () => invalidParameter('The Marker is not one that this request was given.'),
  })
  return {items: page.items, nextMarker: page.nextToken === undefined ? {} : {NextMarker: page.nextToken}}
}
