import type {DeployedSecret, Deployment, Place, SecretsUnder, UserScope} from './deployment.ts'

/** Where the secrets of many users are, unless somebody says it. */
export const STANDARD_PREFIX = 'iam-access-key/'

/** What stands for the secrets under a prefix in the policy of the role: few by their names, many by patterns. */
export function secretsUnder(under: SecretsUnder, place: Place): readonly DeployedSecret[] {
  const {keys, settings} = under
  const combinations = settings.length === 0 ? [{}] : settings
  const secrets = namesOf(under, place).flatMap(one => combinations.map(tags => ({...one, tags})))
  return keys.length === 0 ? secrets : keys.flatMap(key => secrets.map(secret => ({...secret, key})))
}

function namesOf({prefix, users}: SecretsUnder, place: Place): readonly Omit<DeployedSecret, 'tags'>[] {
  if (users.kind !== 'names') return [{name: prefix, arn: patternUnder(prefix, place), targets: {user: anyOf(users)}}]
  return users.users.map(user => ({name: prefix + userNameOf(user), targets: {user}}))
}

function anyOf(users: Exclude<UserScope, {kind: 'names'}>): string {
  return users.kind === 'path' ? `${users.path}*` : '*'
}

/** `team/ana` → `ana` */
export function userNameOf(user: string): string {
  return user.slice(user.lastIndexOf('/') + 1)
}

/** The secrets for which Secrets Manager may invoke the function: those under a prefix by one pattern. */
export function invokedFor({
  secrets,
  under,
  place,
}: Pick<Deployment, 'secrets' | 'under' | 'place'>): readonly Pick<DeployedSecret, 'name' | 'arn'>[] {
  return under === undefined ? secrets : [{name: under.prefix, arn: patternUnder(under.prefix, place)}]
}

function patternUnder(prefix: string, {partition, region, accountId}: Place): string {
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${prefix}*`
}

/**
 * Why no secret can be called so; undefined: one can. IAM takes a comma, Secrets Manager does not.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export function nameFault(secretName: string): string | undefined {
  const foreign = /[^A-Za-z0-9/_+=.@-]/u.exec(secretName)?.[0]
  if (foreign !== undefined) return `no secret can have ${JSON.stringify(foreign)} in its name`
  return secretName.length > 512 ? 'the name of a secret has 512 characters at most' : undefined
}
