import {type Fact, valueOf} from '../doctor/facts.ts'
import {apiKeyIn, apiKeyName, keyNamed} from '../probes/appsync-key.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Sensitive} from '../sensitive.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {readFact} from './doctor-read.ts'
import {apiIdTag} from './doctor-target.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** An API key that consumers would get back. */
export interface KeyEnd {
  readonly last4: string
  /** undefined: AppSync does not list it. */
  readonly endsAt: Fact<number | undefined>
}

/** When the API key in a value ends. undefined: it holds none, or nothing names its API. */
export async function keyEndOf(
  context: Context,
  {description, scope}: ResolvedSecret,
  value: Sensitive,
): Promise<KeyEnd | undefined> {
  const found = apiKeyIn(value, description.tags)
  const apiId = found?.apiId ?? apiIdTag(description).apiId
  if (found === undefined || apiId === undefined) return undefined
  const name = apiKeyName(found.key)
  const {signal} = context
  const endsAt = await readFact('appsync:ListApiKeys', async () => {
    const keys = await context.aws(scope).appsync.apiKeys(apiId, {signal})
    return keys === undefined ? undefined : keyNamed(keys, name)?.expiresAt
  })
  return {last4: name.last4, endsAt}
}

/** What the plan says of it. */
export function keyEndLine({last4, endsAt}: KeyEnd): string {
  if (endsAt.kind === 'unknown') return `when the key …${last4} ends is unknown: ${endsAt.reason}`
  const at = endsAt.value
  return at === undefined ? `AppSync lists no key …${last4}` : `the key …${last4} ends ${iso(at)}`
}

const DAY_MS = 86_400_000
/** Where no rotation is due: so long before its end it is said, as doctor says it. */
const SOON_MS = 7 * DAY_MS

/** What is to be said before AWSCURRENT moves to a key that ends before a rotation replaces it. undefined: nothing. */
export function endsTooEarly(
  {last4, endsAt}: KeyEnd,
  {rotationEnabled, nextRotationAt}: SecretDescription,
  {now, words}: {readonly now: number; readonly words: readonly string[]},
): string | undefined {
  const at = valueOf(endsAt)
  const next = rotationEnabled === true ? nextRotationAt : undefined
  if (at === undefined || at >= (next ?? now + SOON_MS)) return undefined
  const before = next === undefined ? 'and no rotation is due' : `before the next rotation by ${iso(next)}`
  const longer = shellCommand([
    'secrot',
    'doctor',
    ...words,
    '--read-values',
    '--fix',
    '--allow',
    'appsync-key-expires-first',
  ])
  return `The key …${last4} that consumers would get back ends ${iso(at)}, ${before}: from then on they are refused. Let it live longer once AWSCURRENT is back: ${longer}`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
