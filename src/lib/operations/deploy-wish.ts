import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {
  askedSecretId,
  type DeployedSecret,
  type Deployment,
  DEPLOYMENT_TAG,
  FIRST_VALUE_TAG,
  functionArnOf,
  type Place,
} from '../deploy/deployment.ts'
import {formerTarget} from '../deploy/former-target.ts'
import {overlapHours} from '../deploy/least-interval.ts'
import type {Surroundings} from '../deploy/network-paths.ts'
import {kindTag, placeSettings, targetSettingOf} from '../deploy/settings.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import {parseSecretId} from '../rotation/secret-id.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {packagedRotator, packagedRotators} from '../rotators/catalogue.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import type {Context} from './context.ts'
import {type FormerFunction, formerFunction} from './deploy-former.ts'
import {refuseLacking, wantsValue} from './deploy-needs.ts'
import {type DeployLook, lookAtDeployment, orAbsent, rotatorOf, retentionOf} from './deploy-look.ts'
import {wantedNetwork} from './deploy-network.ts'
import type {DeployOptions} from './deploy-options.ts'
import {refuseShortInterval} from './deploy-interval.ts'
import {deployedPlace, functionName} from './deploy-place.ts'
import {deployUsage, nameTaken, notToAdopt, otherTarget, rotatesElsewhere, valueNeeded} from './deploy-refusals.ts'
import {wantedRules} from './deploy-schedule.ts'
import {type OtherSecrets, otherSecrets} from './deploy-others.ts'
import {existingKey, existingSecret, targetsOf} from './deploy-secrets.ts'
import {givenSettings, refuseWeak} from './deploy-settings.ts'
import {checkKeyFlags, checkNewKey, ownKey, refuseReaders} from './deploy-key.ts'
import {refuseUnderPrefix} from './deploy-many-place.ts'
import {isSameUser, userAsIamSpells} from './deploy-user.ts'
import {enableRefusal} from './enable-refusals.ts'
import {regionOfSecret} from './resolve-secret.ts'

/** What is to exist, and what of it was seen to. */
export interface DeployWish {
  readonly scope: AwsScope
  readonly deployment: Deployment
  readonly look: DeployLook
  /** Secrets that exist, by name. */
  readonly secrets: ReadonlyMap<string, SecretDescription>
  /** The secret that the command line names. */
  readonly secretName: string
  /** Statements of the function for secrets that are gone. */
  readonly forgotten: OtherSecrets['forgotten']
  /** Whose place is taken. Absent: nobody's. */
  readonly former?: FormerFunction
  /** What is around the function. Absent: it stands in no network of the account. */
  readonly around?: Surroundings
}

/**
 * Turns the command line into a description of what is to exist. Only reads. Throws USAGE and what `chooseSchedule` says
 * (exit 2), NAME_TAKEN, ROTATES_ELSEWHERE and what forbids to change the secret (exit 3), and what a read throws.
 */
export async function wishOf(context: Context, options: DeployOptions): Promise<DeployWish> {
  const rotator = rotatorNamed(options.rotator)
  const values = givenSettings(rotator, options.set)
  checkTargetFlags(rotator, options)
  checkKeyFlags(options)
  const name = functionName(options.name ?? `secrot-${rotator.name}`, '--name')
  const region = regionOfSecret(options.secretId) ?? context.scope.region
  const scope = {...context.scope, region}
  const place = await deployedPlace(context, scope)
  const named = {name, place}
  const look = await lookAtDeployment(context, scope, named)
  const made = rotatorOf(look)
  if (made !== undefined && made !== rotator.name)
    throw nameTaken(`Function ${functionArnOf(named)}`, name, `is a ${made}`)
  refuseUnderPrefix(look, named)
  const about = {context, scope, rotator}
  const existing = await described(context, scope, askedSecretId(options.secretId, place), options.secretId)
  if (existing === undefined && wantsValue(rotator)) throw valueNeeded(rotator.name, options.secretId)
  if (existing !== undefined)
    refuseSecret(context, scope, existing, {functionArn: functionArnOf(named), adopt: options.adopt})
  const former = await formerOf(context, scope, existing, {functionArn: functionArnOf(named), options})
  const {tags, variables} = placeSettings(rotator, values)
  const rules = wantedRules(options, options.secretId, existing, named)
  const hours = overlapHours({
    tags: [tags, existing?.tags],
    variables: {...(look.function ?? former?.found)?.variables, ...variables},
  })
  refuseShortInterval(rotator, rules ?? (values.has('OVERLAP_HOURS') ? existing?.rotationRules : undefined), hours, {
    wishes: options,
    words: ['--secret', options.secretId],
  })
  const typed = {...tags, ...(await targetTag(about, options, existing, former))}
  const secret =
    existing === undefined
      ? await newSecret({...about, ...named}, options, {
          [DEPLOYMENT_TAG]: name,
          [FIRST_VALUE_TAG]: 'placeholder',
          ...kindTag(rotator),
          ...typed,
        })
      : await existingSecret(about, existing, typed)
  refuseLacking(rotator, secret, variables)
  if (values.size > 0) refuseWeak(rotator, secret, variables)
  await refuseOtherKey({...about, ...named}, options, existing, secret)
  const others = await otherSecrets(about, look, {...named, secretName: secret.name})
  const before = (look.function ?? former?.found)?.configuration.network
  const around = await wantedNetwork({context, scope, name, before}, options.network ?? WHERE_IT_STANDS)
  const retention = retentionOf(look, options.logRetentionDays)
  const deployment: Deployment = {
    rotator,
    name,
    place,
    variables,
    ...(retention === undefined ? {} : {logRetentionDays: retention}),
    secrets: [{...secret, ...(rules === undefined ? {} : {rules})}, ...others.secrets],
    ...(around === undefined ? {} : {network: around.network}),
  }
  const there = [...others.descriptions, ...(existing === undefined ? [] : [existing])]
  const secrets = new Map(there.map(one => [one.name, one]))
  const further = {...(former === undefined ? {} : {former}), ...(around === undefined ? {} : {around})}
  return {scope, deployment, look, secrets, secretName: secret.name, forgotten: others.forgotten, ...further}
}

const WHERE_IT_STANDS = {subnets: [], endpoint: false}

/** Throws USAGE (exit 2) where there is none. */
export function rotatorNamed(name: string): PackagedRotator {
  const found = packagedRotator(name)
  if (found !== undefined) return found
  const names = packagedRotators.map(one => one.name).join(', ')
  throw deployUsage(`There is no rotator ${name}.`, `Those that come with secrot: ${names}`)
}

/** Throws USAGE (exit 2) for a target that the rotator has no use for. */
export function checkTargetFlags(rotator: PackagedRotator, {user, api}: Pick<DeployOptions, 'user' | 'api'>): void {
  const wanted = targetSettingOf(rotator)?.target
  for (const [flag, value] of Object.entries({user, api}))
    if (value !== undefined && flag !== wanted)
      throw deployUsage(`${rotator.name} has no use for --${flag}.`, 'What each needs: secrot rotators')
}

/** undefined: there is no such secret yet. An ARN is that of a secret that exists. */
function described(
  context: Context,
  scope: AwsScope,
  asked: string,
  typed: string,
): Promise<SecretDescription | undefined> {
  const found = context.aws(scope).secrets.describe(asked, {signal: context.signal})
  return parseSecretId(typed).kind === 'arn' ? found : orAbsent(found, 'SECRET_NOT_FOUND')
}

function refuseSecret(
  context: Context,
  scope: AwsScope,
  description: SecretDescription,
  {functionArn, adopt}: {readonly functionArn: string; readonly adopt: boolean},
): void {
  const accountId = parseArn(description.arn)?.accountId ?? ''
  const refusal = enableRefusal(context, {arn: description.arn, scope, accountId, description}, functionArn)
  if (refusal !== undefined) throw refusal
  const {name, rotationFunctionArn} = description
  if (!adopt && rotationFunctionArn !== undefined && rotationFunctionArn !== functionArn)
    throw rotatesElsewhere(name, rotationFunctionArn)
}

/** With --adopt: the function that rotates it so far, unless that is this deployment's already. */
async function formerOf(
  context: Context,
  scope: AwsScope,
  existing: SecretDescription | undefined,
  {functionArn, options}: {readonly functionArn: string; readonly options: DeployOptions},
): Promise<FormerFunction | undefined> {
  if (!options.adopt || existing?.rotationFunctionArn === functionArn) return undefined
  if (existing === undefined) throw notToAdopt(`There is no secret ${options.secretId}.`, options.secretId, '--secret')
  return formerFunction(context, scope, existing)
}

/** What names the target, where the secret does not yet: a flag, the function before, or somebody who is asked. */
async function targetTag(
  {context, scope, rotator}: Parameters<typeof targetsOf>[0],
  {user, api, askTarget}: DeployOptions,
  existing: SecretDescription | undefined,
  former: FormerFunction | undefined,
): Promise<Readonly<Record<string, string>>> {
  const setting = targetSettingOf(rotator)
  if (setting === undefined) return {}
  const there = existing?.tags[setting.tag]
  const known = user ?? api ?? there ?? formerTarget(setting.target, former?.found?.variables ?? {})
  const typed = known ?? (await askTarget?.(setting.target))
  if (typed === undefined) return {}
  const isUser = setting.target === 'user'
  const value = isUser ? await userAsIamSpells(context, scope, typed) : typed
  if (existing === undefined || there === undefined) return {[setting.tag]: value}
  if (there !== value && !(isUser && isSameUser(there, value))) throw otherTarget(existing.name, setting.tag, there)
  // What a value says that a rotator or a person wrote is not known here: it may be spelled as the tag is.
  return {[setting.tag]: holdsPlaceholder(existing) ? value : there}
}

async function newSecret(
  about: Parameters<typeof targetsOf>[0] & {readonly name: string; readonly place: Place},
  {secretId, kmsKey, newKmsKey, readers}: DeployOptions,
  tags: Readonly<Record<string, string>>,
): Promise<DeployedSecret> {
  const targets = await targetsOf(about, secretId, tags)
  const named = kmsKey === undefined ? undefined : await existingKey(about, kmsKey)
  const key = newKmsKey === undefined ? named : await ownKey(about, {alias: newKmsKey, readers, secretName: secretId})
  return {name: secretId, tags, targets, ...(key === undefined ? {} : {key})}
}

/** Another key for a value that exists would be another change than a rotation needs. */
async function refuseOtherKey(
  about: Parameters<typeof existingKey>[0] & Parameters<typeof refuseReaders>[0],
  {kmsKey: given, newKmsKey, readers}: DeployOptions,
  existing: SecretDescription | undefined,
  {name, arn, key}: DeployedSecret,
): Promise<void> {
  const kmsKey = given ?? newKmsKey
  if (kmsKey === undefined || existing === undefined) return
  const wanted = await existingKey(about, kmsKey)
  if (JSON.stringify(wanted) === JSON.stringify(key)) {
    if (newKmsKey !== undefined) checkNewKey(newKmsKey, readers, about.place)
    const secret = {name, ...(arn === undefined ? {} : {arn})}
    return key?.kind === 'existing' ? refuseReaders(about, key.arn, {readers, secret}) : undefined
  }
  throw deployUsage(
    `${name} is there already, and encrypted with another key than ${kmsKey}.`,
    'Leave --kms-key and --new-kms-key out: the key of a secret that exists stays as it is.',
  )
}
