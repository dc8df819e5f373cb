import pMap from 'p-map'
import type {AwsScope} from '../aws/gateways.ts'
import {type Deployment, functionArnOf, type SecretKey, type SecretsUnder} from '../deploy/deployment.ts'
import {fittingScope} from '../deploy/many-fit.ts'
import {nameFault} from '../deploy/many-secrets.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {placeSettings, targetSettingOf} from '../deploy/settings.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import type {Context} from './context.ts'
import {lookAtDeployment, orAbsent, rotatorOf, retentionOf} from './deploy-look.ts'
import {type Member, memberOf, rotatingNow, type Team} from './deploy-many-member.ts'
import type {ManyOptions} from './deploy-many-options.ts'
import {prefixOf, refuseOtherPrefix} from './deploy-many-place.ts'
import {othersOf, type Others} from './deploy-many-others.ts'
import {AT_A_TIME, type FoundUser, usersOf} from './deploy-many-users.ts'
import {deployedPlace, functionName} from './deploy-place.ts'
import {deployUsage, keptWithoutTag, nameTaken} from './deploy-refusals.ts'
import {existingKey} from './deploy-secrets.ts'
import {givenSettings} from './deploy-settings.ts'
import {foundOf} from './deploy-stage.ts'
import {rotatorNamed} from './deploy-wish.ts'

/** What is to exist for many users, and what of it was seen. */
export interface ManyWish extends Others {
  readonly scope: AwsScope
  readonly team: Team
  readonly under: SecretsUnder
  /** Those of the source, by name. */
  readonly members: readonly Member[]
}

/**
 * Turns the command line into a description of what is to exist. Reads, and asks what becomes of users who are no longer
 * named. Throws USAGE (exit 2) also where no policy of one role holds so many users, NAME_TAKEN,
 * TAG_MISSING and NOBODY_TAKEN (exit 3).
 */
export async function manyWish(context: Context, options: ManyOptions): Promise<ManyWish> {
  const rotator = rotatorNamed(options.rotator)
  const userTag = userTagOf(rotator)
  const values = givenSettings(rotator, options.set)
  const prefix = prefixOf(options.prefix)
  const name = functionName(options.name ?? `secrot-${rotator.name}-users`, '--name')
  const {scope} = context
  const place = await deployedPlace(context, scope)
  const look = await lookAtDeployment(context, scope, {name, place})
  const made = rotatorOf(look)
  if (made !== undefined && made !== rotator.name)
    throw nameTaken(`Function ${functionArnOf({name, place})}`, name, `is a ${made}`)
  refuseOtherPrefix(look, {name, place}, prefix)
  const {tags, variables} = placeSettings(rotator, values)
  const about = {context, scope, rotator}
  const key = options.kmsKey === undefined ? undefined : await existingKey(about, options.kmsKey)
  const users = await usersOf(context, scope, options.source)
  if (users.length === 0) throw nobody()
  const secrets = await secretsUnderPrefix(context, scope, prefix)
  const retention = retentionOf(look, options.logRetentionDays)
  const base: Deployment = {
    rotator,
    name,
    place,
    variables,
    ...(retention === undefined ? {} : {logRetentionDays: retention}),
    secrets: [],
  }
  const {every, rate, cron, window} = options
  const draft: Team = {
    deployment: base,
    found: foundOf(base, look, new Map()),
    prefix,
    userTag,
    tags,
    wishes: {every, rate, cron, window},
    flags: context.scopeFlags(scope).secrot,
    ...(key === undefined ? {} : {key}),
  }
  await seeClaimed(context, scope, {prefix, users, secrets})
  const members = users.map(user => memberOf(draft, user, secrets.get(prefix + user.userName)))
  const others = await othersOf(context, scope, {team: draft, members, secrets, options})
  const tag = options.source.kind === 'tag' ? options.source : undefined
  // A user whom IAM knows no more rotates under no role.
  const untagged = tag === undefined ? [] : others.kept.filter(({user}) => user !== undefined)
  if (tag !== undefined && untagged.length > 0)
    throw keptWithoutTag(
      untagged.map(({userName}) => userName),
      tag,
    )
  const staying = [...members.filter(staysInRole), ...others.kept]
  if (staying.length === 0 && look.function === undefined) throw noneTaken(members)
  const described = {
    prefix,
    settings: settingsUnder(rotator, staying),
    keys: await keysUnder(about, staying, key),
  }
  const paths = staying.flatMap(({user}) => user ?? [])
  const scopeOfUsers = fittingScope({...base, under: described}, paths, tag)
  if (scopeOfUsers === undefined) throw tooMany(paths.length)
  const under = {...described, users: scopeOfUsers}
  const deployment = {...base, under}
  const team = {...draft, deployment, found: foundOf(deployment, look, new Map())}
  return {scope, team, under, members, ...others}
}

function userTagOf(rotator: PackagedRotator): string {
  const setting = targetSettingOf(rotator)
  if (setting?.target === 'user') return setting.tag
  throw deployUsage(`${rotator.name} does not rotate the keys of users.`, 'That is iam-access-key.')
}

/** Nothing is made for nobody. */
function noneTaken(members: readonly Member[]): SecrotError {
  const [first] = members
  const others = members.length === 1 ? '' : ` And ${members.length - 1} more.`
  return new SecrotError({
    code: 'NOBODY_TAKEN',
    message: `No user can be taken. ${first?.userName}: ${first?.skipped?.because}.${others}`,
    hint: 'Check the names: --user USER, --users FILE or --user-tag KEY=VALUE',
    exit: EXIT.unsafe,
  })
}

/** A list that is empty by mistake would end every rotation. */
function nobody() {
  return deployUsage('No user is named.', 'To take everything away: secrot destroy NAME')
}

function tooMany(count: number) {
  return deployUsage(
    `${count} users with no path in common do not fit into the policy of one role, which holds 10,240 characters.`,
    'Give them a tag, and name them by it: --user-tag KEY=VALUE. Or a path of their own: aws iam update-user --new-path',
  )
}

/** The listing tells all that the plan needs; it may lag, so each secret is looked at again before it is changed. */
async function secretsUnderPrefix(context: Context, scope: AwsScope, prefix: string) {
  const {secrets} = context.aws(scope)
  const found = new Map<string, SecretDescription>()
  const filters = [{key: 'name', values: [prefix]}] as const
  for await (const page of secrets.list({signal: context.signal, filters}))
    for (const secret of page) if (secret.name.startsWith(prefix)) found.set(secret.name, secret)
  return found
}

/** A user whom a secret claims that is not listed: it may be the user's own, made a moment ago. */
async function seeClaimed(
  context: Context,
  scope: AwsScope,
  {prefix, users, secrets}: {prefix: string; users: readonly FoundUser[]; secrets: Map<string, SecretDescription>},
): Promise<void> {
  const unseen = users.map(({userName, claim}) => (claim === undefined ? '' : prefix + userName))
  const names = unseen.filter(name => name !== '' && nameFault(name) === undefined && !secrets.has(name))
  const {secrets: gateway} = context.aws(scope)
  await pMap(
    names,
    async name => {
      const found = await orAbsent(gateway.describe(name, {signal: context.signal}), 'SECRET_NOT_FOUND')
      if (found !== undefined) secrets.set(name, found)
    },
    {concurrency: AT_A_TIME},
  )
}

/** Whose rotation goes on, is about to begin, or may be switched on again. */
function staysInRole({skipped, description}: Member): boolean {
  if (skipped?.reason === 'switched-off') return true
  return skipped === undefined || (skipped.reason === 'rotating' && rotatingNow(description) !== undefined)
}

/** Each combination of the settings that the role depends on. */
function settingsUnder({settings, permissions}: PackagedRotator, members: readonly Member[]) {
  const tags = settings
    .filter(({name}) => permissions.some(({on, setting}) => on === `{${name}}` || setting === name))
    .map(({tag}) => tag)
  const combinations = members.map(({description, secret}) => {
    const all = {...description?.tags, ...secret?.tags}
    return JSON.stringify(tags.flatMap(tag => (all[tag] === undefined ? [] : [[tag, all[tag]]])))
  })
  return [...new Set(combinations)]
    .toSorted()
    .map(text => Object.fromEntries(JSON.parse(text) as [string, string][]))
    .filter(one => Object.keys(one).length > 0)
}

async function keysUnder(
  about: Parameters<typeof existingKey>[0],
  members: readonly Member[],
  typed: SecretKey | undefined,
): Promise<readonly SecretKey[]> {
  const ids = new Set(members.flatMap(({description}) => description?.kmsKeyId ?? []))
  const there = await Promise.all([...ids].map(id => existingKey(about, id)))
  const makes = members.some(({description, skipped}) => description === undefined && skipped === undefined)
  const keys = [...there, makes ? typed : undefined].filter(one => one !== undefined)
  const byText = new Map(keys.map(key => [JSON.stringify(key), key] as const))
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
}
