import {hash} from 'node:crypto'
import {changesOfSecret, type SecretChange} from '../deploy/changes.ts'
import {
  type DeployedSecret,
  type Deployment,
  DEPLOYMENT_TAG,
  FIRST_VALUE_TAG,
  functionArnOf,
  type SecretKey,
  TARGET_TAG,
} from '../deploy/deployment.ts'
import {isSwitchedOff} from '../deploy/destroyed.ts'
import type {Found} from '../deploy/found.ts'
import {overlapHours} from '../deploy/least-interval.ts'
import {nameFault} from '../deploy/many-secrets.ts'
import {kindTag} from '../deploy/settings.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {OVERLAP_TAG} from '../rotation/overlap.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import {refuseShortInterval} from './deploy-interval.ts'
import {manyRules, spreadOver} from './deploy-many-schedule.ts'
import type {FoundUser} from './deploy-many-users.ts'
import type {ScheduleWishes} from './enable-schedule.ts'

/** What the secrets of all users have in common. */
export interface Team {
  readonly deployment: Deployment
  readonly found: Found
  readonly prefix: string
  /** Tag of a secret that says whose keys it holds. */
  readonly userTag: string
  /** Settings as they were typed. */
  readonly tags: Readonly<Record<string, string>>
  /** Of new secrets. Absent: the one of Secrets Manager. */
  readonly key?: SecretKey
  readonly wishes: ScheduleWishes
  /** Flags that a printed command needs. */
  readonly flags: readonly string[]
}

/**
 * Why a user is left as it is. `name`: no secret can be called so; `no-user`: IAM knows none; `claimed`: another secret
 * rotates its keys; `not-ours`: its secret was not made for it; `rotates-elsewhere`: with another function; `rotating`:
 * AWS takes no change now; `deleted`: its secret waits for its deletion; `switched-off`: somebody ended its rotation.
 */
export type SkipReason =
  | 'name'
  | 'no-user'
  | 'claimed'
  | 'not-ours'
  | 'rotates-elsewhere'
  | 'rotating'
  | 'deleted'
  | 'switched-off'

export interface Skipped {
  readonly reason: SkipReason
  /** In words. */
  readonly because: string
}

/** One user, and what is to be made or changed for it. */
export interface Member {
  readonly userName: string
  readonly secretName: string
  /** With its path. Absent: there is no such user. */
  readonly user?: string
  /** The secret as it was seen. Absent: there is none yet. */
  readonly description?: SecretDescription
  /** The secret as it is to be. Absent: it is skipped. */
  readonly secret?: DeployedSecret
  readonly changes: readonly SecretChange[]
  readonly skipped?: Skipped
}

export function memberOf(team: Team, found: FoundUser, description: SecretDescription | undefined): Member {
  const {userName, user} = found
  const base = {
    userName,
    secretName: team.prefix + userName,
    ...(user === undefined ? {} : {user}),
    ...(description === undefined ? {} : {description}),
  }
  const skipped = skippedFor(team, found, description)
  if (skipped !== undefined) return {...base, changes: [], skipped}
  const secret = secretFor(team, found, description)
  const secrets = new Map(description === undefined ? [] : [[secret.name, description]])
  const changes = changesOfSecret(secret, team.deployment, {...team.found, secrets})
  const rotating = changes.some(({kind}) => kind === 'rotation') ? rotatingNow(description) : undefined
  if (rotating !== undefined) return {...base, changes: [], skipped: rotating}
  return {...base, secret, changes}
}

/** AWS takes no schedule, and a rotation is not stopped half way. */
export function rotatingNow(description: SecretDescription | undefined): Skipped | undefined {
  const pending = description === undefined ? undefined : pendingVersionOf(description.staging)
  if (pending === undefined) return undefined
  return {reason: 'rotating', because: `AWSPENDING is on ${pending}, which is not current: a rotation runs or is stuck`}
}

function skippedFor(
  {prefix, userTag, deployment, flags}: Team,
  {userName, user, claim}: FoundUser,
  description: SecretDescription | undefined,
): Skipped | undefined {
  const fault = nameFault(prefix + userName)
  if (fault !== undefined) return {reason: 'name', because: fault}
  if (user === undefined) return {reason: 'no-user', because: 'there is no such IAM user'}
  if (claim !== undefined && !isClaimOf(claim, description?.arn))
    return {reason: 'claimed', because: `another secret rotates its keys: its tag secrot:secret is ${claim}`}
  if (description === undefined) return undefined
  const {name, tags, rotationFunctionArn, deletedAt} = description
  if (deletedAt !== undefined) return {reason: 'deleted', because: `${name} waits for its deletion`}
  if (tags[userTag] !== userName)
    return {reason: 'not-ours', because: `${name} is there and not made for it: its tag ${userTag} does not name it`}
  if (rotationFunctionArn === undefined) return undefined
  if (rotationFunctionArn !== functionArnOf(deployment))
    return {reason: 'rotates-elsewhere', because: `${name} rotates with ${rotationFunctionArn}`}
  if (!isSwitchedOff(description, deployment)) return undefined
  const on = shellCommand(['secrot', 'enable', name, '--restore', ...flags])
  return {reason: 'switched-off', because: `its rotation was switched off, and stays so. Switch it on: ${on}`}
}

/** As the rotator writes it: a tag takes 256 characters, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html. */
function isClaimOf(claim: string, arn: string | undefined): boolean {
  return arn !== undefined && (claim === arn || claim === `sha256:${hash('sha256', arn)}`)
}

function secretFor(
  team: Team,
  {userName, user = ''}: FoundUser,
  description: SecretDescription | undefined,
): DeployedSecret {
  const {deployment, prefix, userTag, key, wishes} = team
  const kind = description?.tags[TARGET_TAG] === undefined ? kindTag(deployment.rotator) : {}
  const tags = {...kind, ...team.tags, [userTag]: userName}
  const rules = manyRules(wishes, userName, description, functionArnOf(deployment))
  const hours = overlapHours({tags: [team.tags, description?.tags], variables: deployment.variables})
  const kept = OVERLAP_TAG in team.tags ? description?.rotationRules : undefined
  refuseShortInterval(deployment.rotator, rules ?? kept, hours, {
    wishes,
    words: ['--user', userName],
    everyOver: spreadOver,
  })
  const common = {name: prefix + userName, targets: {user}, ...(rules === undefined ? {} : {rules})}
  if (description !== undefined) return {...common, arn: description.arn, tags}
  const made = {[DEPLOYMENT_TAG]: deployment.name, [FIRST_VALUE_TAG]: 'placeholder'}
  return {...common, tags: {...made, ...tags}, ...(key === undefined ? {} : {key})}
}
