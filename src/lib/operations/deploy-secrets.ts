import type {AwsScope} from '../aws/gateways.ts'
import {type DeployedSecret, functionArnOf, type Place, type SecretKey} from '../deploy/deployment.ts'
import {DESTROYED_TAG} from '../deploy/destroyed.ts'
import {settingsOf} from '../deploy/role-policy.ts'
import {kindTag, targetSettingOf} from '../deploy/settings.ts'
import {isRecord, texts} from '../doctor/readings/invoke-permission.ts'
import {parseArn} from '../arn.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {type DeployLook, orAbsent} from './deploy-look.ts'
import {deployUsage} from './deploy-refusals.ts'
import {tryRead} from './try-read.ts'

export const deploySecretsActions = ['secretsmanager:DescribeSecret', 'iam:GetUser'] as const

interface About {
  readonly context: Context
  readonly scope: AwsScope
  readonly rotator: PackagedRotator
}

/**
 * The secrets that the function rotates already, read from its permissions: a policy that left one of them out would
 * break its next rotation.
 */
export async function rotatedAlready(
  about: Pick<About, 'context' | 'scope'>,
  {statements}: Pick<DeployLook, 'statements'>,
  named: {readonly name: string; readonly place: Place},
): Promise<readonly SecretDescription[]> {
  const {secrets} = await permittedSecrets(about, {statements}, named)
  const functionArn = functionArnOf(named)
  return secrets.filter(one => one.rotationFunctionArn === functionArn)
}

/** The secrets that the permissions of the function name, and the ARNs of those that are gone for good. */
export async function permittedSecrets(
  about: Pick<About, 'context' | 'scope'>,
  {statements}: Pick<DeployLook, 'statements'>,
  {place}: {readonly place: Place},
): Promise<{readonly secrets: readonly SecretDescription[]; readonly gone: readonly string[]}> {
  const {secrets} = about.context.aws(about.scope)
  const {signal} = about.context
  const found = await Promise.all(
    sourceArns(statements).map(
      async arn => [arn, await orAbsent(secrets.describe(arn, {signal}), 'SECRET_NOT_FOUND')] as const,
    ),
  )
  return {
    secrets: found.flatMap(([, secret]) => secret ?? []),
    gone: found.flatMap(([arn, secret]) => (secret === undefined && isHere(arn, place) ? [arn] : [])),
  }
}

/** Of another region or account nothing was asked. */
function isHere(arn: string, {accountId, region}: Place): boolean {
  const parsed = parseArn(arn)
  return parsed?.accountId === accountId && parsed.region === region
}

/** The secrets for which a policy of the function lets Secrets Manager invoke it, each by its ARN. */
export function sourceArns(statements: readonly unknown[]): readonly string[] {
  return [...new Set(statements.flatMap(statement => sourceArnsOf(statement)))]
}

function sourceArnsOf(statement: unknown): readonly string[] {
  const conditions = isRecord(statement) && isRecord(statement['Condition']) ? statement['Condition'] : {}
  return Object.values(conditions)
    .filter(isRecord)
    .flatMap(one => Object.entries(one))
    .filter(([key]) => key.toLowerCase() === 'aws:sourcearn')
    .flatMap(([, values]) => texts(values))
    .filter(arn => parseArn(arn)?.service === 'secretsmanager' && !/[*?]/.test(arn))
}

/** A secret that exists, as a part of the deployment. `tags` come over those that it has. */
export async function existingSecret(
  about: About,
  description: SecretDescription,
  tags: Readonly<Record<string, string>>,
): Promise<DeployedSecret> {
  const {arn, name, kmsKeyId} = description
  const own = Object.entries(description.tags).filter(([tag]) => tag.startsWith('secrot:') && tag !== DESTROYED_TAG)
  // What somebody says of the target outranks what the rotator would have said.
  const all = {...kindTag(about.rotator), ...Object.fromEntries(own), ...tags}
  const key = kmsKeyId === undefined ? undefined : await existingKey(about, kmsKeyId)
  const targets = await targetsOf(about, name, all)
  const master = await masterUnderKey(about, settingsOf({tags: all}, {})['MASTER_ARN'])
  return {name, arn, tags: all, targets, ...(key === undefined ? {} : {key}), ...(master === undefined ? {} : {master})}
}

/** A master secret and its key; undefined: there is none, or Secrets Manager's own key encrypts it. What cannot be read is said. */
async function masterUnderKey(about: About, masterArn: string | undefined): Promise<DeployedSecret['master']> {
  if (masterArn === undefined) return undefined
  const {context, scope} = about
  const action = 'secretsmanager:DescribeSecret'
  const read = await tryRead(action, () => context.aws(scope).secrets.describe(masterArn, {signal: context.signal}))
  if (read.kind !== 'read') {
    context.progress.warn(
      `Under which key the master secret ${masterArn} is was not read (${read.reason}): the role is allowed none for it.`,
    )
    return undefined
  }
  const {arn, kmsKeyId} = read.value
  const key = kmsKeyId === undefined ? undefined : await existingKey(about, kmsKeyId)
  return key?.kind === 'existing' ? {arn, keyArn: key.arn} : undefined
}

/** A key by id, ARN or alias; undefined: it is that of Secrets Manager, which needs no permission. Throws KEY_NOT_FOUND. */
export async function existingKey({context, scope}: About, keyId: string): Promise<SecretKey | undefined> {
  const found = await context.aws(scope).kms.key(keyId, {signal: context.signal})
  if (found === undefined)
    throw deployUsage(`There is no key ${keyId}.`, 'Name a key of this account and region: --kms-key ARN')
  return found.ofAws ? undefined : {kind: 'existing', arn: found.arn}
}

/** What a secret's tags say is changed for it. Throws USAGE (exit 2) where they say nothing, or what there is not. */
export async function targetsOf(
  about: About,
  secretName: string,
  tags: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const setting = targetSettingOf(about.rotator)
  if (setting === undefined) return {}
  const value = tags[setting.tag]
  if (value === undefined) {
    const flag = setting.target === 'user' ? '--user USER' : '--api ID'
    throw deployUsage(
      `${about.rotator.name} does not know whose credential ${secretName} is to hold.`,
      `Name it: ${flag}. It is written down as the tag ${setting.tag} of the secret.`,
    )
  }
  return {[setting.target]: setting.target === 'user' ? await userOf(about, value) : await apiOf(about, value)}
}

/** With its path, as policies name it. */
async function userOf({context, scope}: About, userName: string): Promise<string> {
  const user = await context.aws(scope).iam.user(userName, {signal: context.signal})
  const path = parseArn(user?.arn ?? '')?.resource.replace(/^user\//, '')
  if (path === undefined)
    throw deployUsage(`There is no IAM user ${userName}.`, 'Make it first, or check the name: --user USER')
  return path
}

async function apiOf({context, scope}: About, apiId: string): Promise<string> {
  const api = await context.aws(scope).appsync.api(apiId, {signal: context.signal})
  if (api === undefined)
    throw deployUsage(`There is no AppSync API ${apiId} in ${scope.region}.`, 'Check its id: --api ID')
  if (!api.takesKeys)
    throw deployUsage(`API ${apiId} takes no API keys.`, 'Let it take them first (authentication type API_KEY).')
  return apiId
}
