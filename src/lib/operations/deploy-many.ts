import {type DeployedSecret, functionArnOf} from '../deploy/deployment.ts'
import {secretsUnder} from '../deploy/many-secrets.ts'
import {combineExitCodes, EXIT, type ExitCode} from '../errors.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import type {Context} from './context.ts'
import {packagedCode} from './deploy-code.ts'
import {sayKeyPolicies} from './deploy-key.ts'
import {lookAtMail, type MailLook, sayMail} from './deploy-mail.ts'
import {actOnMany, type ManyStage, type MemberEnd} from './deploy-many-act.ts'
import type {Member} from './deploy-many-member.ts'
import type {ManyOptions} from './deploy-many-options.ts'
import {countOf, type ManyPlan, planOf, sayPlan} from './deploy-many-show.ts'
import {deployManyUsersActions} from './deploy-many-users.ts'
import {manyWish, type ManyWish} from './deploy-many-wish.ts'
import {tokens} from './deploy-stage.ts'
import {deployActions, sayCode} from './deploy.ts'

export const deployManyActions = [
  ...deployActions,
  ...deployManyUsersActions,
  'secretsmanager:ListSecrets',
  'secretsmanager:CancelRotateSecret',
] as const

/** `added`, `changed` and `removed`: so it is planned, or was done. */
export type UserState = 'added' | 'changed' | 'unchanged' | 'removed' | 'kept' | 'skipped' | 'failed'

export interface UserResult {
  readonly state: UserState
  readonly member: Member
  /** In words; of the skipped and the failed. */
  readonly because?: string
  readonly exitCode: ExitCode
}

export interface ManyResult {
  readonly wish: ManyWish
  /** `already`: everything was there, and no changing call was made. */
  readonly outcome: 'planned' | 'declined' | 'already' | 'deployed'
  readonly functionArn: string
  readonly codeSha256: string
  readonly plan: ManyPlan
  readonly users: readonly UserResult[]
  /** Whether one of the secrets holds no credential yet. */
  readonly placeholder: boolean
  /** Why mails and messages do not arrive yet, and how much SES takes. */
  readonly mail: Pick<MailLook, 'notYet' | 'quota'>
  /** Flags that a printed command needs. */
  readonly flags: readonly string[]
  readonly exitCode: ExitCode
}

/**
 * Makes what is missing so that one function rotates the keys of many users, each in a secret of its own, after showing the
 * plan and one question. Users that cannot be taken are skipped and the others go on. Throws what `manyWish` says,
 * ROTATOR_NOT_BUILT (exit 1), and what AWS refuses all of them with.
 */
export async function deployMany(context: Context, options: ManyOptions): Promise<ManyResult> {
  const wish = await manyWish(context, options)
  const {team, scope} = wish
  const {deployment} = team
  const mail = await lookAtMail(context, scope, {...deployment, secrets: mailingSecrets(wish)})
  const found = {...team.found, unknownSenders: mail.unknownSenders}
  const code = await packagedCode(deployment.rotator, options.rotatorsFolder)
  const stage: ManyStage = {context, scope, deployment, found, code, now: false, tokenOf: tokens(context), team}
  const plan = planOf(stage, wish)
  const result = (outcome: ManyResult['outcome'], ends: readonly MemberEnd[] = []): ManyResult => {
    const users = usersOf(wish, ends)
    const codes = users.map(({exitCode}) => exitCode)
    return {
      wish,
      outcome,
      functionArn: functionArnOf(deployment),
      codeSha256: code.codeSha256,
      plan,
      users,
      placeholder: users.some(holdsNone),
      mail: {quota: mail.quota, notYet: mail.notYet},
      flags: context.scopeFlags(scope).secrot,
      exitCode: combineExitCodes(outcome === 'declined' ? [EXIT.unsafe] : codes),
    }
  }
  await sayCode(stage)
  const standing = {...deployment, secrets: secretsUnder(wish.under, deployment.place)}
  await sayKeyPolicies({...stage, deployment: standing})
  sayMail(stage, mail)
  if (countOf(plan) === 0) return result('already')
  await sayPlan(stage, plan)
  if (options.dryRun) return result('planned')
  const agreed = await context.ask.confirm({
    message: `Deploy ${deployment.name} for ${wish.members.length} users with ${countOf(plan)} changes?`,
    answeredBy: '--yes',
    answer: options.yes === true ? true : undefined,
  })
  if (!agreed) return result('declined')
  return result('deployed', await actOnMany(stage, wish))
}

/** The secrets that are to rotate, with all tags that they have and get. */
function mailingSecrets({members, kept}: ManyWish): readonly DeployedSecret[] {
  const taken = members.filter(({skipped}) => skipped === undefined)
  return [...taken, ...kept].map(({secretName: name, userName, user = userName, secret, description}) => ({
    name,
    targets: {user},
    tags: {...description?.tags, ...secret?.tags},
  }))
}

/** Each user once, as it was planned or as it went. */
function usersOf({members, removed, kept}: ManyWish, ends: readonly MemberEnd[]): readonly UserResult[] {
  const went = new Map(ends.map(end => [end.member.secretName, end]))
  return [
    ...members.map(member => resultOf(member, went.get(member.secretName), stateOf(member))),
    ...removed.map(member => resultOf(member, went.get(member.secretName), 'removed')),
    ...kept.map(member => resultOf(member, undefined, 'kept')),
  ]
}

function stateOf({changes, description}: Member): UserState {
  if (changes.length === 0) return 'unchanged'
  return description === undefined ? 'added' : 'changed'
}

function resultOf(planned: Member, end: MemberEnd | undefined, state: UserState): UserResult {
  const member = end?.member ?? planned
  if (end?.error !== undefined) return {member, state: 'failed', because: end.error.message, exitCode: end.error.exit}
  if (member.skipped !== undefined)
    return {member, state: 'skipped', because: member.skipped.because, exitCode: EXIT.unsafe}
  return {member, state, exitCode: EXIT.done}
}

function holdsNone({state, member: {description}}: UserResult): boolean {
  if (state === 'added') return true
  return description !== undefined && state !== 'removed' && holdsPlaceholder(description)
}
