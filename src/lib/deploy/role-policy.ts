import type {Permission} from '../rotators/packaged.ts'
import {
  type Deployment,
  type DeployedSecret,
  logGroupArnOf,
  type Place,
  secretPattern,
  type SecretKey,
} from './deployment.ts'
import {viaService} from './key-policy.ts'
import {identitiesOf} from './mail-identities.ts'
import {secretsUnder} from './many-secrets.ts'
import {networkStatements} from './network-policy.ts'

/** A statement of the role's policy; always an Allow. */
export interface Statement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** The policy of the role, as it is written. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export function rolePolicy(deployment: Deployment): PolicyDocument {
  return {Version: '2012-10-17', Statement: roleStatements(deployment)}
}

/**
 * What the role of the function allows, and no more: the calls that the rotator was recorded with, on the secrets, keys
 * and targets of this deployment, and the writing of its log.
 */
export function roleStatements(described: Deployment): readonly Statement[] {
  const {rotator, place, under} = described
  const deployment = under === undefined ? described : {...described, secrets: secretsUnder(under, place)}
  return [
    ...rotator.permissions.flatMap(permission => statementOf(deployment, permission)),
    ...masterStatements(deployment),
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${logGroupArnOf(deployment)}:*`],
    },
    ...networkStatements(deployment),
  ]
}

/** To read a master secret under a key of one's own, its key has to be used too: through Secrets Manager, for it alone. */
function masterStatements({secrets, place}: Deployment): readonly Statement[] {
  const masters = new Map(secrets.flatMap(({master}) => (master === undefined ? [] : [[master.arn, master.keyArn]])))
  return [...masters].map(([arn, keyArn]) => ({
    Effect: 'Allow',
    Action: ['kms:Decrypt'],
    Resource: [keyArn],
    Condition: {
      StringEquals: {'kms:ViaService': viaService(place)},
      StringLike: {'kms:EncryptionContext:SecretARN': [arn]},
    },
  }))
}

function statementOf(deployment: Deployment, permission: Permission): readonly Statement[] {
  const resources = new Set(deployment.secrets.flatMap(secret => filled(permission, secret, deployment)))
  if (resources.size === 0) return []
  const statement = {Effect: 'Allow', Action: [...permission.actions], Resource: [...resources].sort()} as const
  if (permission.on === '{key}') return [{...statement, Condition: throughSecrets(deployment)}]
  const users = deployment.under?.users
  if (permission.on !== '{user}' || users?.kind !== 'tag') return [withOwnTags(statement)]
  const beyond = new Set(permission.beyondTags)
  const tagging = withOwnTags({...statement, Action: statement.Action.filter(action => !beyond.has(action))})
  const byTag = {...tagging, Condition: {...tagging.Condition, ...tagged(users)}}
  return [byTag, ...(beyond.size === 0 ? [] : [{...statement, Action: [...beyond]}])]
}

/** The tags that rotators write, by the action that writes them. */
const ownTags: Readonly<Record<string, readonly string[]>> = {
  'iam:TagUser': ['secrot:secret', 'secrot:begun'],
  'secretsmanager:TagResource': ['secrot:told'],
}

/**
 * No other tag may be written: by tags others are let in. A request without tags has no such key and passes, so that the users
 * need not be listed once more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function withOwnTags(statement: Statement): Statement {
  const tags = statement.Action.flatMap(action => ownTags[action] ?? [])
  if (tags.length === 0) return statement
  return {...statement, Condition: {'ForAllValues:StringEquals': {'aws:TagKeys': tags}}}
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html#access_iam-tags_control-resources */
function tagged({
  key,
  value,
}: {
  readonly key: string
  readonly value: string
}): Exclude<Statement['Condition'], undefined> {
  return {StringEquals: {[`aws:ResourceTag/${key}`]: value}}
}

/** The rotator meets a key through Secrets Manager alone, and for its own secrets: see `keyPolicy`. */
function throughSecrets({secrets, place}: Deployment): Exclude<Statement['Condition'], undefined> {
  const encrypted = secrets.filter(({key}) => key !== undefined).map(secret => secretPattern(secret, place))
  return {
    StringEquals: {'kms:ViaService': viaService(place)},
    StringLike: {'kms:EncryptionContext:SecretARN': encrypted.toSorted()},
  }
}

/** A key that is still to be made has no ARN; its alias stands for it in what is shown. */
export function keyArnOf(key: SecretKey, {partition, region, accountId}: Place): string {
  if (key.kind === 'existing') return key.arn
  return key.arn ?? `arn:${partition}:kms:${region}:${accountId}:${key.alias}`
}

/** The resources of a permission for one secret; none where the secret has no use for it. */
function filled(
  {on, when, setting}: Permission,
  secret: DeployedSecret,
  {place, variables, mailedTo = []}: Deployment,
): readonly string[] {
  const settings = settingsOf(secret, variables)
  if (setting !== undefined && settings[setting] === undefined) return []
  const words = placesOf({...secret, mailedTo}, place, settings)
  const names = [...on.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const missing = names.find(name => words[name] === undefined)
  if (missing !== undefined && (when !== undefined || secret.lacking === true)) return []
  if (missing !== undefined) throw new Error(`nothing is known of {${missing}} for ${secret.name}`)
  return names.reduce<readonly string[]>(
    (all, name) => all.flatMap(text => (words[name] ?? []).map(word => text.replaceAll(`{${name}}`, word))),
    [on],
  )
}

/** What stands for the words in braces; more than one where each of them may be asked about. */
function placesOf(
  {mailedTo, ...secret}: DeployedSecret & {readonly mailedTo: readonly string[]},
  place: Place,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly string[] | undefined>> {
  const {partition, accountId, region} = place
  const {user, api} = secret.targets
  const {MAIL_FROM: mailFrom, ...others} = settings
  const at = `${region}:${accountId}`
  return {
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, [value]])),
    secret: [secretPattern(secret, place)],
    ...(secret.key === undefined ? {} : {key: [keyArnOf(secret.key, place)]}),
    ...(user === undefined ? {} : {user: [`arn:${partition}:iam::${accountId}:user/${user}`]}),
    ...(api === undefined
      ? {}
      : {
          api: [`arn:${partition}:appsync:${at}:apis/${api}`],
          apiKeys: [`arn:${partition}:appsync:${at}:/v1/apis/${api}/apikeys`],
        }),
    ...(mailFrom === undefined
      ? {}
      : {
          MAIL_FROM: [mailFrom, ...mailedTo]
            .flatMap(identitiesOf)
            .map(one => `arn:${partition}:ses:${at}:identity/${one}`),
        }),
  }
}

/** `secrot:topic-arn` → `TOPIC_ARN`; a tag of the secret comes before a variable of the function. */
export function settingsOf(
  {tags}: Pick<DeployedSecret, 'tags'>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const ofTags = Object.entries(tags)
    .filter(([name]) => name.startsWith('secrot:'))
    .map(([name, value]): [string, string] => [name.slice('secrot:'.length).toUpperCase().replaceAll('-', '_'), value])
  return {...variables, ...Object.fromEntries(ofTags)}
}
