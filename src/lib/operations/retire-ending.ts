import {isRetired} from '../doctor/api-keys.ts'
import type {Fact} from '../doctor/facts.ts'
import type {KeyUses} from '../history/key-uses.ts'
import type {ApiKeyName} from '../probes/appsync-key.ts'
import type {Sensitive} from '../sensitive.ts'

/** An access key as IAM has it now. */
export interface EndingAccessKey {
  readonly kind: 'iam-key'
  readonly userName: string
  readonly accessKeyId: string
  /** Absent: the user has no such key any more. */
  readonly active?: boolean
  readonly createdAt?: number
  readonly lastUsed: Fact<LastUse>
  readonly uses: Fact<KeyUses>
}

/** What IAM tells of the last use; empty: never. */
export interface LastUse {
  readonly lastUsedAt?: number
  readonly service?: string
  readonly region?: string
}

/** An API key as AppSync has it now. */
export interface EndingApiKey {
  readonly kind: 'appsync-key'
  readonly apiId: string
  readonly key: Sensitive
  readonly name: ApiKeyName
  /** Absent: AppSync does not list it. */
  readonly expiresAt?: number
  /** By when the version in use had taken its place. Absent: not known. */
  readonly replacedAt?: number
}

/** A credential that is to end. */
export type Ending = EndingAccessKey | EndingApiKey

/** What it is called: its id is never whole, since that of an API key is the key. */
export function endingName(ending: Ending): string {
  return ending.kind === 'iam-key'
    ? `the access key …${last4Of(ending)} of ${ending.userName}`
    : `the API key …${last4Of(ending)} of API ${ending.apiId}`
}

export function last4Of(ending: Ending): string {
  return ending.kind === 'iam-key' ? ending.accessKeyId.slice(-4) : ending.name.last4
}

/** Why there is nothing to end any more, or undefined. A leaked API key is to end at once, one that is retired in a day. */
export function endedAlready(
  ending: Ending,
  {now, compromised}: {readonly now: number; readonly compromised: boolean},
): string | undefined {
  if (ending.kind === 'iam-key') return ending.active === undefined ? 'IAM has no such key any more' : undefined
  const {expiresAt} = ending
  if (expiresAt === undefined) return 'AppSync has no such key any more'
  if (expiresAt <= now) return `it ended ${new Date(expiresAt).toISOString()}`
  return !compromised && isRetired({expiresAt}, now)
    ? `it ends ${new Date(expiresAt).toISOString()}, which is as early as AppSync lets it`
    : undefined
}
