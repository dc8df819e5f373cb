import type {ListFilter} from '../aws/gateways.ts'
import type {SecretDescription} from '../rotation/secret.ts'

/** A tag that a secret must carry; an undefined value means any. */
export interface TagWish {
  readonly key: string
  readonly value: string | undefined
}

export function tagFilters(tags: readonly TagWish[]): readonly ListFilter[] {
  return tags.flatMap(({key, value}) => [
    {key: 'tag-key' as const, values: [key]},
    ...(value === undefined || value === '' ? [] : [{key: 'tag-value' as const, values: [value]}]),
  ])
}

// AWS filters keys and values apart and by prefix, so a listing may hold more than was asked for.
export function tagged(description: SecretDescription, tags: readonly TagWish[]): boolean {
  return tags.every(({key, value}) => (value === undefined ? key in description.tags : description.tags[key] === value))
}
