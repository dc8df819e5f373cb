import type {Place} from './deployment.ts'

/** Who uses a key for the secrets of a deployment, and for which. */
export interface KeyUse {
  readonly place: Place
  /** ARN of the role of the rotation function. */
  readonly roleArn: string
  /** ARNs of the roles and users that read the secrets. */
  readonly readers: readonly string[]
  /** ARNs of the secrets, or patterns of them: see `secretPattern`. */
  readonly secrets: readonly string[]
}

export interface KeyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: {readonly AWS: string}
  readonly Action: string | readonly string[]
  readonly Resource: '*'
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface KeyPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly KeyStatement[]
}

/**
 * Policy of a key that is made for the secrets of a deployment. The account itself administers it, as AWS advises, so that
 * nobody is ever locked out: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html. The rotator
 * and the readers may use it through Secrets Manager for these secrets, and neither may administer it.
 */
export function keyPolicy(use: KeyUse): KeyPolicy {
  const {partition, accountId} = use.place
  const account: KeyStatement = {
    Sid: 'TheAccountAdministersTheKey',
    Effect: 'Allow',
    Principal: {AWS: `arn:${partition}:iam::${accountId}:root`},
    Action: 'kms:*',
    Resource: '*',
  }
  return {Version: '2012-10-17', Statement: [account, ...useStatements(use)]}
}

/**
 * What the policy of a key needs, beside that of the account. Principals are told by `aws:PrincipalArn` and not by name: a
 * key policy keeps the unique id of whom it names, so that a role which is deleted and made again would be shut out.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export function useStatements(use: KeyUse): readonly KeyStatement[] {
  const rotator = statement(use, 'TheRotatorUsesItForItsSecrets', [use.roleArn], ['kms:Decrypt', 'kms:GenerateDataKey'])
  if (use.readers.length === 0) return [rotator]
  return [rotator, statement(use, 'ReadersReadTheSecrets', use.readers, ['kms:Decrypt'])]
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html: the context names the secret. */
function statement(
  {place, secrets}: KeyUse,
  sid: string,
  principals: readonly string[],
  actions: readonly string[],
): KeyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: {AWS: '*'},
    Action: actions,
    Resource: '*',
    Condition: {
      StringEquals: {'kms:CallerAccount': place.accountId, 'kms:ViaService': viaService(place)},
      ArnEquals: {'aws:PrincipalArn': principals},
      StringLike: {'kms:EncryptionContext:SecretARN': secrets},
    },
  }
}

/** How Secrets Manager of this region shows itself to KMS. */
export function viaService({region}: Pick<Place, 'region'>): string {
  return `secretsmanager.${region}.amazonaws.com`
}

/**
 * Whether a key leaves it to the policies of the account who uses it, by the statement that AWS writes into every key's
 * policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function letsAccountDecide(policy: unknown, {partition, accountId}: Place): boolean {
  const account = [`arn:${partition}:iam::${accountId}:root`, accountId]
  return statementsOf(policy).some(one => {
    const {Effect, Principal, Action, Condition} = one as Partial<Record<string, unknown>>
    const principals = listOf((Principal as {AWS?: unknown} | undefined)?.AWS)
    const isAll = listOf(Action).some(action => action === 'kms:*' || action === '*')
    return Effect === 'Allow' && isAll && Condition === undefined && principals.some(name => account.includes(name))
  })
}

function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string')
}

/** The statements that a policy lacks; a statement counts whatever its Sid is. A policy that cannot be read lacks all. */
export function missingStatements(policy: unknown, use: KeyUse): readonly KeyStatement[] {
  const present = new Set(statementsOf(policy).map(contentOf))
  return useStatements(use).filter(wanted => !present.has(contentOf(wanted)))
}

/**
 * What a policy lacks for readers of a secret, for those alone whom no statement of ours lets in. The secret is known by
 * any of its names, since a key is older than the ARN of its secret.
 */
export function missingForReaders(policy: unknown, use: KeyUse): readonly KeyStatement[] {
  const allowing = (principals: readonly string[], secrets: readonly string[]) =>
    statement({...use, secrets}, 'ReadersReadTheSecrets', principals, ['kms:Decrypt'])
  const out = use.readers.filter(reader =>
    use.secrets.every(secret => {
      const wanted = contentOf(allowing([reader], [secret]))
      return statementsOf(policy).every(one => contentOf(narrowed(one, reader, secret)) !== wanted)
    }),
  )
  return out.length === 0 ? [] : [allowing(out, use.secrets)]
}

/** What a statement of ours says of one reader and one secret, out of all that it lists. */
function narrowed(one: unknown, reader: string, secret: string): unknown {
  const only = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.find(entry => entry === reader || entry === secret) ?? value
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, only(member)]))
  }
  return only(one)
}

function statementsOf(policy: unknown): readonly unknown[] {
  const found = (policy as {Statement?: unknown} | null | undefined)?.Statement
  return Array.isArray(found) ? found : found === undefined ? [] : [found]
}

/** The same text for the same meaning: order of members and of lists says nothing, and one entry needs no list. */
function contentOf(statement: unknown): string {
  return JSON.stringify(sorted(statement, true))
}

function sorted(value: unknown, isTop = false): unknown {
  if (Array.isArray(value))
    return value.length === 1 ? sorted(value[0]) : value.map(one => sorted(one)).toSorted(byText)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !isTop || name !== 'Sid')
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)] as const).toSorted(byText))
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
