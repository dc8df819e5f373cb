import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {
  DEPLOYMENT_TAG,
  KEY_ALIAS_TAG,
  type Place,
  roleArnOf,
  type SecretKey,
  secretPattern,
} from '../deploy/deployment.ts'
import {letsAccountDecide, missingForReaders, missingStatements} from '../deploy/key-policy.ts'
import type {Context} from './context.ts'
import type {DeployOptions} from './deploy-options.ts'
import {deployUsage, nameTaken, readersKeptOut} from './deploy-refusals.ts'
import type {DeployStage} from './deploy-stage.ts'
import {tryRead} from './try-read.ts'

export const deployKeyActions = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:ListKeys',
  'kms:ListResourceTags',
  'kms:CreateKey',
  'kms:TagResource',
  'kms:CreateAlias',
  // Never called: KMS makes no key whose policy its maker could not put again.
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy
  'kms:PutKeyPolicy',
  // Secrets Manager makes and reads the first value as the caller, under a key of theirs:
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  'kms:GenerateDataKey',
  'kms:Decrypt',
] as const

interface About {
  readonly context: Context
  readonly scope: AwsScope
  /** Of the deployment. */
  readonly name: string
  readonly place: Place
}

/**
 * The key that is made for a new secret, or that an earlier run made. Throws USAGE (exit 2) for what is no alias or no
 * reader, NAME_TAKEN (exit 3) for an alias of a key that is not of this deployment, and what `refuseReaders` says.
 */
export async function ownKey(
  about: About,
  {
    alias,
    readers,
    secretName,
  }: {readonly alias: string; readonly readers: readonly string[]; readonly secretName: string},
): Promise<SecretKey> {
  const {context, scope, name} = about
  checkNewKey(alias, readers, about.place)
  const {kms} = context.aws(scope)
  const {signal} = context
  const there = await kms.key(alias, {signal})
  if (there === undefined) {
    const arn = await kms.findByTags({[DEPLOYMENT_TAG]: name, [KEY_ALIAS_TAG]: alias}, {signal})
    if (arn !== undefined) await refuseReaders(about, arn, {readers, secret: {name: secretName}})
    return {kind: 'new', alias, readers, ...(arn === undefined ? {} : {arn})}
  }
  const tags = await kms.tags(there.arn, {signal})
  if (tags[DEPLOYMENT_TAG] !== name)
    throw nameTaken(
      `Key ${alias}`,
      name,
      `was not made by a deployment ${name}; use it as it is with --kms-key ${alias}`,
    )
  await refuseReaders(about, there.arn, {readers, secret: {name: secretName}})
  return {kind: 'existing', arn: there.arn}
}

/**
 * Throws READERS_KEPT_OUT (exit 3) where the policy of a key that was made before does not let them read the secret, after
 * printing what is to be added: a policy is never replaced.
 */
export async function refuseReaders(
  {context, scope, name, place}: About,
  keyArn: string,
  {readers, secret}: {readonly readers: readonly string[]; readonly secret: Parameters<typeof secretPattern>[0]},
): Promise<void> {
  if (readers.length === 0) return
  const policy = await context.aws(scope).kms.policy(keyArn, {signal: context.signal})
  const secrets = [...new Set([secretPattern({name: secret.name}, place), secretPattern(secret, place)])]
  const missing = missingForReaders(policy, {place, roleArn: roleArnOf({name, place}), readers, secrets})
  if (missing.length === 0) return
  context.progress.warn(`The policy of ${keyArn} does not let the readers in. It is not changed here; add to it:`)
  for (const line of JSON.stringify(missing, null, 2).split('\n')) context.progress.line(`  ${line}`)
  throw readersKeptOut(keyArn)
}

/** Throws USAGE (exit 2) for what is no alias or no reader of the place. Without a place nobody knows the account yet. */
export function checkNewKey(alias: string, readers: readonly string[], place?: Place): void {
  checkAlias(alias)
  for (const reader of readers) checkReader(reader, place)
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
function checkAlias(alias: string): void {
  if (/^alias\/(?!aws\/)[A-Za-z0-9/_-]{1,250}$/.test(alias)) return
  throw deployUsage(
    '--new-kms-key is not the name of a key.',
    'It looks like alias/secrets: letters, digits, /, _ and -.',
  )
}

function checkReader(arn: string, place?: Place): void {
  const {service, resource = '', partition, accountId} = parseArn(arn) ?? {}
  const isReader = service === 'iam' && /^(?:role|user)\/[\w+=,.@/-]+$/.test(resource)
  const isHere = place === undefined || (partition === place.partition && accountId === place.accountId)
  if (isReader && isHere) return
  if (isReader)
    throw deployUsage(
      `--reader ${arn} is not of this account: the key lets in its own account alone.`,
      `Name a role or user of ${place?.accountId ?? ''}.`,
    )
  throw deployUsage(
    `--reader ${arn} is no ARN of a role or a user.`,
    'It looks like arn:aws:iam::111122223333:role/app.',
  )
}

/** Flags that say nothing without one another. */
export function checkKeyFlags({newKmsKey, readers}: Pick<DeployOptions, 'newKmsKey' | 'readers'>): void {
  if (newKmsKey === undefined && readers.length > 0)
    throw deployUsage('--reader is for a key that is made.', 'Name that key: --new-kms-key alias/NAME')
}

/**
 * Says what the policy of a key that exists lacks for the rotator, as statements to be added by whoever administers it: a
 * policy is never replaced. Where the account's own policies count, that of the role is enough.
 */
export async function sayKeyPolicies({context, scope, deployment}: DeployStage): Promise<void> {
  const arns = new Set(deployment.secrets.flatMap(({key}) => (key?.kind === 'existing' ? [key.arn] : [])))
  for (const arn of arns) {
    const read = await tryRead('kms:GetKeyPolicy', () => context.aws(scope).kms.policy(arn, {signal: context.signal}))
    if (read.kind !== 'read') {
      context.progress.warn(`The policy of ${arn} was not read: whether it lets the rotator in is unknown.`)
      continue
    }
    if (letsAccountDecide(read.value, deployment.place)) continue
    const under = deployment.secrets.filter(({key}) => key?.kind === 'existing' && key.arn === arn)
    const missing = missingStatements(read.value, {
      place: deployment.place,
      roleArn: roleArnOf(deployment),
      readers: [],
      secrets: under.map(secret => secretPattern(secret, deployment.place)),
    })
    if (missing.length === 0) continue
    context.progress.warn(`The policy of ${arn} does not let the rotator in. It is not changed here; add to it:`)
    for (const line of JSON.stringify(missing, null, 2).split('\n')) context.progress.line(`  ${line}`)
  }
}
