import pMap from 'p-map'
import {changesOf, type DeployChange, type SecretChange} from '../deploy/changes.ts'
import type {DeployedSecret} from '../deploy/deployment.ts'
import {DESTROYED_TAG} from '../deploy/destroyed.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {resolvedOf, wantedOf} from './deploy-access-changes.ts'
import {actOn} from './deploy-act.ts'
import {orAbsent} from './deploy-look.ts'
import {type Member, memberOf, rotatingNow, type Team} from './deploy-many-member.ts'
import {AT_A_TIME} from './deploy-many-users.ts'
import {deployMutation} from './deploy-mutation.ts'
import {stillRotating} from './deploy-refusals.ts'
import type {DeployStage} from './deploy-stage.ts'
import {seeRole} from './deploy-role-seen.ts'
import {cancelMutation} from './disable-plan.ts'
import {startRotation} from './enable-start.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'

/** What became of a user. */
export interface MemberEnd {
  readonly member: Member
  /** Absent: it went well, or there was nothing to do. */
  readonly error?: SecrotError
}

/** What all users' changes are made from. */
export interface ManyStage extends DeployStage {
  readonly team: Team
}

/** What of a deployment no single secret has: log group, role, function and permission. */
export function sharedChanges({deployment, code, found}: DeployStage): readonly DeployChange[] {
  return changesOf(deployment, code.codeSha256, found)
}

/**
 * First the rotations go off that nobody wants any more, while the role still lets them end; then role and function; then
 * the secrets, one first. What AWS refuses for one user is its end and not thrown, unless it would refuse all. Throws
 * STILL_ROTATING (exit 3) before the role loses a user whose rotation did not go off.
 */
export async function actOnMany(
  stage: ManyStage,
  {members, removed}: {readonly members: readonly Member[]; readonly removed: readonly Member[]},
): Promise<readonly MemberEnd[]> {
  const gone = await each(stage, removed, member => removeMember(stage, member))
  const shared = sharedChanges(stage)
  if (shared.some(({kind}) => kind === 'role-policy')) refuseNarrowing(gone)
  const after = {...stage, ...(await actOn(stage, shared))}
  const [first, ...others] = members.filter(({changes}) => changes.length > 0)
  const begun = first === undefined ? [] : await each(after, [first], member => settleMember(after, member))
  const rest = await each(after, others, member => settleMember(after, member))
  await seeRole(after)
  stage.context.progress.activity('')
  return [...gone, ...begun, ...rest]
}

/** The role was planned without them: their next step would be denied. */
function refuseNarrowing(gone: readonly MemberEnd[]): void {
  const on = gone.filter(({member, error}) => error !== undefined || member.skipped !== undefined)
  if (on.length > 0) throw stillRotating(on.map(({member}) => member.userName))
}

async function each(
  {context}: ManyStage,
  members: readonly Member[],
  work: (member: Member) => Promise<Member>,
): Promise<readonly MemberEnd[]> {
  let over = 0
  return pMap(
    members,
    async member => {
      try {
        return {member: await work(member)}
      } catch (error) {
        if (!(error instanceof SecrotError) || concernsAll(error)) throw error
        context.progress.warn(`${member.secretName}: ${error.message}`)
        return {member, error}
      } finally {
        over += 1
        context.progress.activity(`${over} of ${members.length} users`)
      }
    },
    {concurrency: AT_A_TIME, signal: context.signal},
  )
}

/** The next user would be refused as well, or nobody waits any more. */
function concernsAll({exit, code}: SecrotError): boolean {
  if (exit === EXIT.denied || exit === EXIT.interrupted) return true
  return code === 'FUNCTION_NOT_INVOKABLE' || code === 'JOURNAL_NOT_WRITABLE'
}

/** The rotation goes off; secret, versions and keys stay. */
async function removeMember(stage: ManyStage, member: Member): Promise<Member> {
  const {context} = stage
  const seen = await described(stage, member)
  if (seen?.rotationEnabled !== true) return member
  const rotating = rotatingNow(seen)
  if (rotating !== undefined) return {...member, skipped: rotating}
  const mutation = removal(stage, member, seen)
  const outcome = await mutate(context, mutation, {shown: true})
  const after = outcome.kind === 'unknown' ? await described(stage, member) : undefined
  if (outcome.kind === 'unknown' && after?.rotationEnabled === true) throw outcome.error
  context.progress.line(`done  ${mutation.summary}`)
  return member
}

/** CancelRotateSecret for the secret of a user who is no longer named. */
export function removal(
  {context, scope, deployment}: ManyStage,
  {description: listed}: Member,
  description = listed,
): Mutation {
  if (description === undefined) throw new Error('only a secret that was seen rotates')
  const {accountId} = deployment.place
  return cancelMutation(context, {arn: description.arn, scope, accountId, description})
}

/** The secret of one user, from what it is now: the listing may lag, and an earlier run may have stopped at any call. */
async function settleMember(stage: ManyStage, {userName, user, secretName, description}: Member): Promise<Member> {
  const {team, context} = stage
  const found = {userName, ...(user === undefined ? {} : {user})}
  const look = async () => described(stage, {secretName, ...(description === undefined ? {} : {description})})
  let member = memberOf(team, found, await look())
  for (const kind of ['create-secret', 'tag-secret', 'rotation', 'restored'] as const) {
    const change = member.changes.find(one => one.kind === kind)
    if (change === undefined || member.secret === undefined) continue
    const one = memberStage(stage, member.secret, member.description)
    const {summary} = deployMutation(one, change)
    await makeChange(one, change)
    context.progress.line(`done  ${summary}`)
    // Once it rotates there is nothing more to decide about it.
    if (kind === 'create-secret' || kind === 'tag-secret') member = memberOf(team, found, await look())
    if (kind === 'create-secret' && member.description === undefined)
      throw new SecrotError({
        code: 'SECRET_NOT_FOUND',
        message: `${secretName} was made and is not there.`,
        hint: 'Run the same command again.',
      })
  }
  context.signal.throwIfAborted()
  return member
}

async function makeChange(stage: DeployStage, change: SecretChange): Promise<void> {
  if (change.kind === 'rotation') {
    await startRotation(stage.context, resolvedOf(stage, change.secret), wantedOf(stage, change), {permitted: true})
    return
  }
  const outcome = await mutate(stage.context, deployMutation(stage, change), {shown: true})
  if (outcome.kind !== 'unknown') return
  // A lost reply says nothing; what is there does.
  const there = await describedBy(stage, change.secret)
  const tags = change.kind === 'tag-secret' ? Object.entries(change.tags) : []
  const lacks = there === undefined || tags.some(([tag, value]) => there.tags[tag] !== value)
  if (lacks || (change.kind === 'restored' && there.tags[DESTROYED_TAG] !== undefined)) throw outcome.error
}

/** The stage of one secret alone, which is all that its changes are made from. */
export function memberStage(
  stage: ManyStage,
  secret: DeployedSecret,
  description: SecretDescription | undefined,
): DeployStage {
  const secrets = new Map(description === undefined ? [] : [[secret.name, description]])
  return {...stage, deployment: {...stage.deployment, secrets: [secret]}, found: {...stage.found, secrets}}
}

function described(stage: DeployStage, {secretName, description}: Pick<Member, 'secretName' | 'description'>) {
  return describedBy(stage, description?.arn ?? secretName)
}

function describedBy({context, scope}: DeployStage, secretId: string): Promise<SecretDescription | undefined> {
  return orAbsent(context.aws(scope).secrets.describe(secretId, {signal: context.signal}), 'SECRET_NOT_FOUND')
}
