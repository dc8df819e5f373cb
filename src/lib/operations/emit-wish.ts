import {parseArn} from '../arn.ts'
import {type DeployedSecret, type Deployment, type SecretKey, STANDARD_RETENTION_DAYS} from '../deploy/deployment.ts'
import {neededSettings} from '../deploy/emit/parameters.ts'
import {overlapHours} from '../deploy/least-interval.ts'
import {kindTag, placeSettings, targetSettingOf} from '../deploy/settings.ts'
import {parseSecretId} from '../rotation/secret-id.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import type {DeployOptions} from './deploy-options.ts'
import {checkKeyFlags, checkNewKey} from './deploy-key.ts'
import {refuseShortInterval} from './deploy-interval.ts'
import {functionName} from './deploy-place.ts'
import {deployUsage} from './deploy-refusals.ts'
import {wantedRules} from './deploy-schedule.ts'
import {givenSettings, refuseWeak} from './deploy-settings.ts'
import {checkTargetFlags, rotatorNamed} from './deploy-wish.ts'
import {partitionOf} from './policy-resources.ts'

export type EmitWishes = Omit<
  DeployOptions,
  'adopt' | 'now' | 'allow' | 'yes' | 'dryRun' | 'askTarget' | 'rotatorsFolder'
>

/**
 * Turns the command line into a description of what is to exist, without asking AWS: what is named is taken to be there,
 * a secret where its ARN is given. `region`: where the link of the console leads. Throws USAGE and what `chooseSchedule`
 * says (exit 2).
 */
export function emitWishOf(wishes: EmitWishes, region: string): Deployment {
  const rotator = rotatorNamed(wishes.rotator)
  checkTargetFlags(rotator, wishes)
  checkKeyFlags(wishes)
  const values = givenSettings(rotator, wishes.set)
  const exists = parseSecretId(wishes.secretId).kind === 'arn'
  // The tags of a secret that exists are not the template's: what is said of it stands in the function.
  const {tags, variables} = exists ? {tags: {}, variables: Object.fromEntries(values)} : placeSettings(rotator, values)
  refuseWeak(rotator, {tags}, variables)
  const name = functionName(wishes.name ?? `secrot-${rotator.name}`, '--name')
  const lacking = neededSettings(rotator).find(one => values.get(one) === undefined)
  if (lacking !== undefined)
    throw deployUsage(`A template of ${rotator.name} has to know ${lacking}.`, `Say it: --set ${lacking}=VALUE`)
  const rules = wantedRules(wishes, wishes.secretId, undefined, undefined)
  refuseShortInterval(rotator, rules, overlapHours({tags: [tags], variables}), {
    wishes,
    words: ['--secret', wishes.secretId],
  })
  const secret = secretOf(rotator, wishes, tags)
  return {
    rotator,
    name,
    place: {partition: partitionOf(region), region, accountId: parseArn(wishes.secretId)?.accountId ?? ''},
    variables,
    logRetentionDays: wishes.logRetentionDays ?? STANDARD_RETENTION_DAYS,
    secrets: [rules === undefined ? secret : {...secret, rules}],
  }
}

function secretOf(
  rotator: PackagedRotator,
  wishes: EmitWishes,
  tags: Readonly<Record<string, string>>,
): DeployedSecret {
  const parsed = parseSecretId(wishes.secretId)
  if (parsed.kind === 'malformed')
    throw deployUsage(`--secret is not the id of a secret: ${parsed.reason}.`, 'Name it.')
  const key = keyOf(wishes)
  return {
    name: parsed.kind === 'arn' ? parsed.rest : parsed.name,
    ...(parsed.kind === 'arn' ? {arn: parsed.arn} : {}),
    // Tags of a secret that exists are not the template's.
    tags: parsed.kind === 'arn' ? tags : {...kindTag(rotator), ...tags},
    targets: targetsOf(rotator, wishes),
    ...(key === undefined ? {} : {key}),
  }
}

function targetsOf(rotator: PackagedRotator, {user, api}: EmitWishes): Readonly<Record<string, string>> {
  const target = targetSettingOf(rotator)?.target
  if (target === undefined) return {}
  const value = user ?? api
  if (value !== undefined) return {[target]: value}
  throw deployUsage(`A template of ${rotator.name} names what it rotates.`, `Say it: --${target}`)
}

/** A key is known by its ARN: only AWS can tell what stands behind an id or an alias. */
function keyOf({kmsKey, newKmsKey, readers}: EmitWishes): SecretKey | undefined {
  if (newKmsKey !== undefined) {
    checkNewKey(newKmsKey, readers)
    return {kind: 'new', alias: newKmsKey, readers}
  }
  if (kmsKey === undefined) return undefined
  const isKey = parseArn(kmsKey)?.service === 'kms' && /:key\/[^/]+$/.test(kmsKey)
  if (isKey) return {kind: 'existing', arn: kmsKey}
  throw deployUsage('A template takes the ARN of a key, or makes one.', 'Name it in full: --kms-key ARN')
}
