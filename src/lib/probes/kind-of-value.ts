import type {Sensitive} from '../sensitive.ts'
import {accessKeyIn} from './iam-key.ts'
import {apiKeyIn} from './appsync-key.ts'

/** Long-term keys of users (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids). */
const ACCESS_KEY_ID = /^AKIA[A-Z0-9]{12,}$/

/** Whose credential a value is, by its form alone; undefined where that does not tell. `tags` of the secret may name fields. */
export function kindOfValue(
  value: Sensitive,
  tags: Readonly<Record<string, string>>,
): 'iam-key' | 'appsync-key' | undefined {
  const accessKey = accessKeyIn(value, tags)
  if (accessKey !== undefined && ACCESS_KEY_ID.test(accessKey.accessKeyId)) return 'iam-key'
  return apiKeyIn(value, tags) === undefined ? undefined : 'appsync-key'
}
