/** Lists in IAM's words. */
import type {Call} from '../../kernel.ts'
import {pageAnswer} from '../../pagination.ts'
import type {MemberRules} from '../../validate.ts'
import {validationError} from './errors.ts'
import {textOf} from './input.ts'
import type {IamContext} from './operation.ts'

export const pagingRules: MemberRules = {
  Marker: {min: 1},
  MaxItems: {type: 'number', min: 1, max: 1000},
  PathPrefix: {min: 1, max: 512},
}

/** One page in IAM's words: the list under `member`, `IsTruncated`, `Marker`. */
export function iamPage<Item>(
  {world}: IamContext,
  call: Call,
  member: string,
  items: readonly Item[],
  show: {readonly positionOf: (item: Item) => string; readonly view: (item: Item) => unknown},
): Record<string, unknown> {
  const answer = pageAnswer(call, world, items, {
    ...show,
    member,
    tokenMember: 'Marker',
    limitMember: 'MaxItems',
    defaultLimit: 100,
    invalidToken: () => validationError('Invalid Marker.'),
  })
  return {...answer, IsTruncated: answer['Marker'] !== undefined}
}

/** Users, roles and groups under a path. */
export function underPath<T extends {readonly path: string}>(call: Call, items: readonly T[]): readonly T[] {
  const prefix = textOf(call.input, 'PathPrefix') || '/'
  return items.filter(({path}) => path.startsWith(prefix))
}
