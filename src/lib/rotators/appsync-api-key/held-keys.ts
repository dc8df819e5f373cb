import type {RotatorContext} from '../rotator.ts'
import type {ApiKey} from './graphql-api.ts'

/** Those of the keys that no labelled version holds, `but` the one that is about to lose its label. */
export async function unheld(
  keys: readonly ApiKey[],
  {secret, valueOf}: Pick<RotatorContext, 'secret' | 'valueOf'>,
  but?: string,
): Promise<readonly ApiKey[]> {
  let left = keys
  for (const versionId of Object.keys(secret.versions)) {
    if (versionId === but || left.length === 0) continue
    const value = await valueOf(versionId)
    left = left.filter(({id}) => value?.holds(id) !== true)
  }
  return left
}
