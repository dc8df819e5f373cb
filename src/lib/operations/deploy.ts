import {changesOf, type DeployChange} from '../deploy/changes.ts'
import {type Deployment, functionArnOf} from '../deploy/deployment.ts'
import {isSwitchedOff} from '../deploy/destroyed.ts'
import type {ServicePath} from '../deploy/network-paths.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {resolvedOf} from './deploy-access-changes.ts'
import {actOn} from './deploy-act.ts'
import {packagedCode} from './deploy-code.ts'
import {differenceLines, type FormerFunction} from './deploy-former.ts'
import {deployKeyActions, sayKeyPolicies} from './deploy-key.ts'
import {deployLookActions} from './deploy-look.ts'
import {deployNetworkActions} from './deploy-network.ts'
import {agreesToEndpoint} from './deploy-network-ask.ts'
import {lookAtEndpoint} from './deploy-network-look.ts'
import {pathsFor, sayNetwork} from './deploy-network-words.ts'
import {deployMailActions, lookAtMail, type MailLook, sayMail} from './deploy-mail.ts'
import {deployMutation} from './deploy-mutation.ts'
import type {DeployOptions} from './deploy-options.ts'
import {seeRole} from './deploy-role-seen.ts'
import {checkRoom} from './deploy-room.ts'
import {deploySecretsActions} from './deploy-secrets.ts'
import {deployUsage} from './deploy-refusals.ts'
import {type DeployStage, foundOf, tokens} from './deploy-stage.ts'
import {wishOf} from './deploy-wish.ts'
import {pendingRefusal} from './enable-refusals.ts'
import {mutateActions, mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {sayRehearsal} from './rehearsal.ts'

export const deployActions = [
  ...mutateActions,
  ...deployLookActions,
  ...deploySecretsActions,
  ...deployKeyActions,
  ...deployMailActions,
  ...deployNetworkActions,
  'appsync:GetGraphqlApi',
  'lambda:GetFunctionConfiguration',
  'secretsmanager:CreateSecret',
  'secretsmanager:TagResource',
  'secretsmanager:RotateSecret',
  'secretsmanager:UntagResource',
  'logs:CreateLogGroup',
  'logs:TagResource',
  'logs:PutRetentionPolicy',
  'iam:CreateRole',
  'iam:TagRole',
  'iam:PutRolePolicy',
  'iam:PassRole',
  'lambda:CreateFunction',
  'lambda:TagResource',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:AddPermission',
  'lambda:RemovePermission',
] as const

export interface DeployResult {
  readonly deployment: Deployment
  /** The secret that the command line names, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** `already`: everything was there, and no changing call was made. */
  readonly outcome: 'planned' | 'declined' | 'already' | 'deployed'
  readonly functionArn: string
  /** What was missing, in the order in which it is made. */
  readonly missing: readonly DeployChange[]
  readonly changes: readonly Mutation[]
  readonly codeSha256: string
  /** Whether the secret holds no credential yet. */
  readonly placeholder: boolean
  /** Whether the first rotation was started. */
  readonly started: boolean
  /** Somebody has switched its rotation off, and it stays so. */
  readonly rotationOff: boolean
  /** Whose place is taken, and the command that gives it back. Absent: nobody's. */
  readonly former?: Pick<FormerFunction, 'arn' | 'back'>
  /** Why mails and messages do not arrive yet, and how much SES takes. */
  readonly mail: Pick<MailLook, 'notYet' | 'quota'>
  /** How the function reaches each service from the network that it stands in; empty: it stands in none. */
  readonly paths: readonly ServicePath[]
}

/**
 * Makes what is missing of a deployment, after showing all of it and one question. Throws what `wishOf` says,
 * USAGE for --now where everything is there, ROTATOR_NOT_BUILT (exit 1), ROTATION_IN_PROGRESS, STATE_CHANGED (exit 3), and what AWS refuses with.
 */
export async function deploy(context: Context, options: DeployOptions): Promise<DeployResult> {
  const wish = await wishOf(context, options)
  const {scope, secretName} = wish
  const mail = await lookAtMail(context, scope, wish.deployment)
  const deployment = {...wish.deployment, mailedTo: mail.mailedTo}
  const code = await packagedCode(deployment.rotator, options.rotatorsFolder)
  const endpoint = await lookAtEndpoint(context, scope, deployment)
  const found = {
    ...foundOf(deployment, wish.look, wish.secrets),
    ...endpoint,
    forgotten: wish.forgotten.map(({id}) => id),
    unknownSenders: mail.unknownSenders,
  }
  const wanted = changesOf(deployment, code.codeSha256, found)
  checkRoom(deployment, wish.look, wanted)
  const {forgotten} = wish
  const planned: DeployStage = {
    context,
    scope,
    deployment,
    found,
    forgotten,
    code,
    now: false,
    tokenOf: tokens(context),
  }
  const existing = found.secrets.get(secretName)
  const staysOff = wanted.some(({kind}) => kind === 'rotation') && (await leavesOff(planned, existing, options))
  const missing = wanted.filter(change => !(staysOff && isOfRotation(change) && change.secret === secretName))
  const rotation = missing.find(({kind}) => kind === 'rotation')
  if (rotation !== undefined) refusePending(planned, secretName)
  const placeholder = existing === undefined || holdsPlaceholder(existing)
  const now = rotation !== undefined && (await startsAtOnce(context, secretName, placeholder, options))
  const stage = {...planned, now}
  const changes = missing.map(change => deployMutation(stage, change))
  const base = {
    deployment,
    words: [secretName, ...context.scopeFlags(scope).secrot],
    functionArn: functionArnOf(deployment),
    missing,
    changes,
    codeSha256: code.codeSha256,
    placeholder,
    started: false,
    rotationOff: isOff(planned, existing) && rotation === undefined,
    ...(wish.former === undefined ? {} : {former: wish.former}),
    mail: {quota: mail.quota, notYet: mail.notYet},
    paths: wish.around === undefined ? [] : pathsFor(deployment, wish.around),
  }
  await sayCode(stage)
  sayOff(stage, existing, staysOff)
  await sayKeyPolicies(stage)
  sayNetwork(stage, wish.around)
  sayMail(stage, mail)
  if (missing.length === 0 && options.now === true && placeholder)
    throw deployUsage(
      'It is deployed already.',
      `Rotate it: ${shellCommand(['secrot', 'rotate', ...base.words, '--watch'])}`,
    )
  if (missing.length === 0) return {...base, outcome: 'already'}
  for (const change of changes) for (const line of await mutationLines(context, change)) context.progress.line(line)
  if (wish.former !== undefined)
    for (const line of differenceLines(wish.former, deployment)) context.progress.line(line)
  if (options.dryRun) return {...base, outcome: 'planned'}
  if (!(await agreesToEndpoint(stage, missing, wish.around, options))) return {...base, outcome: 'declined'}
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`
  const agreed = await context.ask.confirm({
    message: `Deploy ${deployment.name} with ${count}?`,
    answeredBy: '--yes',
    answer: options.yes === true ? true : undefined,
  })
  if (!agreed) return {...base, outcome: 'declined'}
  const after = await actOn(stage, missing)
  await seeRole(after)
  return {...base, deployment: after.deployment, outcome: 'deployed', started: stage.now}
}

/** AWS takes no schedule while AWSPENDING is on a version that is not current: better said before anything is made. */
function refusePending(stage: DeployStage, secretName: string): void {
  const refusal = pendingRefusal(stage.context, resolvedOf(stage, secretName))
  if (refusal !== undefined) throw refusal
}

/** A first rotation starts at once only where somebody says so. */
async function startsAtOnce(
  context: Context,
  name: string,
  placeholder: boolean,
  {now, yes, dryRun}: DeployOptions,
): Promise<boolean> {
  if (now !== undefined || yes === true || dryRun || !context.ask.interactive) return now === true
  const until = placeholder ? ' Until then it holds no credential.' : ''
  return context.ask.confirm({
    message: `Rotate ${name} at once, too? No leaves it to the first window.${until}`,
    answeredBy: '--now or --later',
  })
}

function isOfRotation(change: DeployChange): change is Extract<DeployChange, {kind: 'rotation' | 'restored'}> {
  return change.kind === 'rotation' || change.kind === 'restored'
}

function isOff({deployment}: DeployStage, existing: SecretDescription | undefined): existing is SecretDescription {
  return existing !== undefined && isSwitchedOff(existing, deployment)
}

/** What somebody has switched off goes on again only by an answer to a question of its own, as with `enable`. */
async function leavesOff(
  stage: DeployStage,
  existing: SecretDescription | undefined,
  {allow, dryRun}: DeployOptions,
): Promise<boolean> {
  if (dryRun || !isOff(stage, existing)) return false
  const agreed = await stage.context.ask.confirm({
    message: `The rotation of ${existing.name} was switched off. Switch it on again all the same?`,
    answeredBy: '--allow rotation-off',
    answer: allow.includes('rotation-off') ? true : undefined,
  })
  return !agreed
}

/** What somebody has switched off is not switched on in passing. */
function sayOff(stage: DeployStage, existing: SecretDescription | undefined, staysOff: boolean): void {
  const {context, scope, deployment} = stage
  if (!isOff(stage, existing)) return
  const isAsked = deployment.secrets.some(({name, rules}) => name === existing.name && rules !== undefined)
  if (isAsked && !staysOff) return
  const on = shellCommand(['secrot', 'enable', existing.name, '--restore', ...context.scopeFlags(scope).secrot])
  context.progress.warn(`The rotation of ${existing.name} was switched off, and stays so. Switch it on: ${on}`)
}

/** What the shipped record says of exactly this package, with these variables and those of others, which stay. */
export async function sayCode({context, deployment, found, code}: DeployStage): Promise<void> {
  const {runtime, handler} = deployment.rotator.function
  const ours = Object.keys(deployment.variables)
  const environmentNames = [...new Set([...Object.keys(found.function?.variables ?? {}), ...ours])]
  const {codeSha256} = code
  const rehearsal = await context.rehearsals.of({codeSha256, handler, runtime, layerArns: [], environmentNames})
  sayRehearsal(context, deployment.name, rehearsal)
  for (const name of ours)
    context.progress.warn(
      `No tag can hold what ${name} is set to: it becomes a variable, for all secrets of the function.`,
    )
}
