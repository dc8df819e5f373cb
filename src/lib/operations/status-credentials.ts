import type {NamedTarget} from '../doctor/facts.ts'
import {apiIdIn, apiKeyIn, type ApiKeyName, apiKeyName} from '../probes/appsync-key.ts'
import {accessKeyIn} from '../probes/iam-key.ts'
import {kindOfValue} from '../probes/kind-of-value.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import type {Sensitive} from '../sensitive.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {Context} from './context.ts'
import {apiIdTag, keysIn, userOf} from './doctor-target.ts'
import {type Read, tryRead} from './try-read.ts'

export const statusCredentialsActions = [
  'secretsmanager:GetSecretValue',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
  'appsync:ListApiKeys',
] as const

/** A credential as its target lists it. Times are epoch milliseconds. */
export interface ListedCredential {
  readonly last4: string
  /** Of an API key. */
  readonly sha256?: string
  /** Of an access key. */
  readonly active?: boolean
  readonly createdAt?: number
  /** Absent: never, or `lastUseUnread` says why nobody knows. */
  readonly lastUsedAt?: number
  readonly lastUseUnread?: string
  readonly lastUsedService?: string
  /** Of an API key. */
  readonly expiresAt?: number
  /** Labelled versions that hold it. Absent: nobody knows, as not all values were read. */
  readonly heldBy?: readonly {readonly versionId: string; readonly labels: readonly string[]}[]
}

/** What takes the credential of a secret, and all that it has of it. */
export interface TargetCredentials {
  readonly kind: NamedTarget
  /** User or API; absent: neither a tag nor a value that was read names it. */
  readonly owner?: string
  readonly credentials: Read<readonly ListedCredential[]>
  readonly valuesRead: boolean
  /** Labelled versions whose values should have been read and could not be. */
  readonly unreadVersions: readonly string[]
}

/**
 * The credentials at the target of a secret, where its kind is known: by the tag secrot:target, or by the values, which are
 * read with consent only. undefined: it is not known.
 */
export async function targetCredentials(
  context: Context,
  {description, scope}: {readonly description: SecretDescription; readonly scope: AwsScope},
  {readValues}: {readonly readValues: boolean},
): Promise<TargetCredentials | undefined> {
  const {values, unread} = readValues ? await valuesOf(context, description, scope) : NOTHING_READ
  const {tags} = description
  const kind = kindOf(description, values)
  if (kind === undefined) return undefined
  const held = (id: (value: Sensitive) => string | undefined): Held => holdersOf(description, {values, unread}, id)
  const base = {kind, valuesRead: values.size > 0, unreadVersions: unread}
  if (kind === 'iam-key') {
    const owner = await userOf({context}, description, keysIn(values, tags))
    const credentials = await accessKeys(
      context,
      scope,
      owner,
      held(value => accessKeyIn(value, tags)?.accessKeyId),
    )
    return {...base, credentials, ...(owner === undefined ? {} : {owner})}
  }
  const current = values.get(holderOf(description.staging, AWSCURRENT) ?? '')
  const ordered = current === undefined ? [...values.values()] : [current, ...values.values()]
  const inValues = ordered.map(value => apiIdIn(value, tags)).find(id => id !== undefined)
  const owner = inValues ?? apiIdTag(description).apiId
  const credentials = await apiKeys(
    context,
    scope,
    owner,
    held(value => nameIn(value, tags)?.sha256),
  )
  return {...base, credentials, ...(owner === undefined ? {} : {owner})}
}

/** The versions that hold a credential, by its id; undefined: nobody knows. */
type Held = (id: string) => ListedCredential['heldBy']

interface ValuesRead {
  readonly values: ReadonlyMap<string, Sensitive>
  readonly unread: readonly string[]
}

const NOTHING_READ: ValuesRead = {values: new Map(), unread: []}

function kindOf({tags}: SecretDescription, values: ReadonlyMap<string, Sensitive>): NamedTarget | undefined {
  const said = tags['secrot:target']
  if (said === 'iam-key' || said === 'appsync-key') return said
  if (said !== undefined) return undefined
  return [...values.values()].map(value => kindOfValue(value, tags)).find(kind => kind !== undefined)
}

/** A version that cannot be read holds something that nobody knows. */
async function valuesOf(context: Context, {arn, staging}: SecretDescription, scope: AwsScope): Promise<ValuesRead> {
  const unread: string[] = []
  const values = new Map<string, Sensitive>()
  for (const [versionId, labels] of staging) {
    if (labels.length === 0) continue
    const read = await tryRead('secretsmanager:GetSecretValue', () =>
      context.aws(scope).secrets.getValue(arn, {versionId}, {signal: context.signal}),
    )
    if (read.kind !== 'read') unread.push(versionId)
    else if (read.value !== undefined) values.set(versionId, read.value.value)
  }
  return {values, unread}
}

function holdersOf(
  {staging}: SecretDescription,
  {values, unread}: ValuesRead,
  idIn: (value: Sensitive) => string | undefined,
): Held {
  if (values.size === 0) return () => undefined
  const byId = Map.groupBy(values, ([, value]) => idIn(value) ?? '')
  // While a labelled version is unread, a key that is in none of the others may be in that one.
  const others = unread.length === 0 ? [] : undefined
  return id => byId.get(id)?.map(([versionId]) => ({versionId, labels: staging.get(versionId) ?? []})) ?? others
}

function heldBy(versions: ListedCredential['heldBy']): Pick<ListedCredential, 'heldBy'> {
  return versions === undefined ? {} : {heldBy: versions}
}

function nameIn(value: Sensitive, tags: SecretDescription['tags']): ApiKeyName | undefined {
  const found = apiKeyIn(value, tags)
  return found === undefined ? undefined : apiKeyName(found.key)
}

async function accessKeys(
  context: Context,
  scope: AwsScope,
  userName: string | undefined,
  held: Held,
): Promise<TargetCredentials['credentials']> {
  if (userName === undefined) return {kind: 'failed', reason: 'nobody says which IAM user it is'}
  const {iam} = context.aws(scope)
  const {signal} = context
  return tryRead('iam:ListAccessKeys', async () => {
    const found: ListedCredential[] = []
    for (const {accessKeyId, active, createdAt} of await iam.listAccessKeys(userName, {signal})) {
      const used = await tryRead('iam:GetAccessKeyLastUsed', () => iam.accessKeyLastUsed(accessKeyId, {signal}))
      const {lastUsedAt, service} = used.kind === 'read' ? used.value : {}
      found.push({
        last4: accessKeyId.slice(-4),
        active,
        ...(createdAt === undefined ? {} : {createdAt}),
        ...(lastUsedAt === undefined ? {} : {lastUsedAt}),
        ...(used.kind === 'read' ? {} : {lastUseUnread: used.reason}),
        ...(service === undefined ? {} : {lastUsedService: service}),
        ...heldBy(held(accessKeyId)),
      })
    }
    return found
  })
}

async function apiKeys(
  context: Context,
  scope: AwsScope,
  apiId: string | undefined,
  held: Held,
): Promise<TargetCredentials['credentials']> {
  if (apiId === undefined) return {kind: 'failed', reason: 'nobody says which AppSync API it is'}
  const read = await tryRead('appsync:ListApiKeys', () =>
    context.aws(scope).appsync.apiKeys(apiId, {signal: context.signal}),
  )
  if (read.kind !== 'read') return read
  if (read.value === undefined)
    return {kind: 'failed', reason: `there is no AppSync API ${apiId} in this account and region`}
  const value = read.value.map(({key, expiresAt}) => {
    const name = apiKeyName(key)
    return {...name, expiresAt, ...heldBy(held(name.sha256))}
  })
  return {kind: 'read', value}
}
