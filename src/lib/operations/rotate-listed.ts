import type {ListFilter} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {tagFilters, tagged, type TagWish} from './tag-filters.ts'

export interface ListedWishes {
  readonly filters: readonly ListFilter[]
  readonly tags: readonly TagWish[]
}

/**
 * ARNs of the secrets of the run's region that AWS finds by the filters, in the order of their names. Throws
 * NO_SECRET_FOUND (exit 1) when there are none: a typo must not pass for a rotation.
 */
export async function listedSecrets(context: Context, {filters, tags}: ListedWishes): Promise<readonly string[]> {
  const found: {readonly name: string; readonly arn: string}[] = []
  const wanted = [...filters, ...tagFilters(tags)]
  for await (const page of context.aws().secrets.list({signal: context.signal, filters: wanted})) {
    found.push(...page.filter(secret => tagged(secret, tags)))
    context.progress.activity(`${found.length} secrets of ${context.scope.region} listed`)
  }
  context.progress.activity('')
  if (found.length === 0) {
    throw new SecrotError({
      code: 'NO_SECRET_FOUND',
      message: `No secret of ${context.scope.region} is found by the filters.`,
      hint: 'A listing may lag by five minutes. Filters match the beginning of a name, or KEY=VALUE.',
    })
  }
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(secret => secret.arn)
}
