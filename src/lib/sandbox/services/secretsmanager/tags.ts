import type {Tag} from './entities.ts'
import {invalidParameter} from './errors.ts'

/** https://docs.aws.amazon.com/general/latest/gr/arg.html#taged-reference-quotas */
const MOST_TAGS = 50

/**
 * The tags with further ones; a key that is there already gets the new value. `byService`: a service of AWS sets them,
 * which alone may use `aws:`. Throws InvalidParameterException, own texts.
 */
export function addedTags(
  tags: readonly Tag[],
  added: readonly Tag[],
  {byService = false}: {readonly byService?: boolean} = {},
): readonly Tag[] {
  const keys = new Set(added.map(tag => tag.Key))
  if (keys.size < added.length) throw invalidParameter('A tag key was given more than once.')
  if (!byService && added.some(tag => /^aws:/i.test(tag.Key)))
    throw invalidParameter("A tag key can't begin with aws:.")
  const values = new Map([...tags, ...added].map(tag => [tag.Key, tag.Value]))
  if (values.size > MOST_TAGS) throw invalidParameter(`A secret can't have more than ${MOST_TAGS} tags.`)
  return [...values].map(([Key, Value]) => ({Key, Value}))
}
