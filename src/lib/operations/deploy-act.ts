import {parseArn} from '../arn.ts'
import {changesOf, type DeployChange} from '../deploy/changes.ts'
import {functionArnOf, secretPattern} from '../deploy/deployment.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {resolvedOf, wantedOf} from './deploy-access-changes.ts'
import {isKnownSender} from './deploy-mail.ts'
import {deployMutation} from './deploy-mutation.ts'
import {keyTags, newKey, withKeyArn} from './deploy-key-changes.ts'
import {newSecret, secretOf} from './deploy-secret-changes.ts'
import {type DeployStage, lookAgainAt, withSecretArn} from './deploy-stage.ts'
import {startRotation} from './enable-start.ts'
import {mutate} from './mutate.ts'
import {sendWhileRoleSpreads, untilFunctionIsReady} from './new-function.ts'
import {untilAvailable, untilGroupIsSeen} from './deploy-network-wait.ts'
import type {Mutation} from './mutation.ts'

const LOOK_EVERY_MS = 1_000

/** As long as our functions may run, and some more. */
const TESTED_WITHIN_MS = 90_000

/** Makes the changes, one after the other; after what it made, everything that depends on it is planned with its ARN. */
export async function actOn(stage: DeployStage, changes: readonly DeployChange[]): Promise<DeployStage> {
  let now = stage
  for (const change of changes) {
    if (change.kind.endsWith('permission') || change.kind === 'rotation') now = await lookAgainAt(now)
    if (change.kind === 'endpoint-rule' || change.kind === 'endpoint') now = await untilGroupIsSeen(now)
    if (change.kind === 'create-key') now = await makeKey(now, change)
    else if (change.kind === 'create-secret') now = await makeSecret(now, change)
    else await make(now, change)
    if (change.kind.includes('function')) await untilReady(now)
    if (change.kind === 'endpoint') now = await untilAvailable(now)
  }
  return now
}

/** KMS takes no token of ours: a key whose reply was lost is found by its tags. */
async function makeKey(stage: DeployStage, {alias}: Extract<DeployChange, {kind: 'create-key'}>): Promise<DeployStage> {
  const {context, scope} = stage
  const mutation = newKey(stage, alias)
  const outcome = await mutate(context, mutation, {shown: true})
  const arn =
    outcome.kind === 'done'
      ? outcome.result.arn
      : await context.aws(scope).kms.findByTags(keyTags(stage, alias), {signal: context.signal})
  if (arn === undefined) throw outcome.kind === 'unknown' ? outcome.error : new Error('a shown change was not sent')
  said(stage, mutation)
  return withKeyArn(stage, alias, arn)
}

/** Everything that comes later names it by the ARN that it got. */
async function makeSecret(stage: DeployStage, change: Extract<DeployChange, {kind: 'create-secret'}>) {
  const mutation = newSecret(stage, change.secret)
  const outcome = await mutate(stage.context, mutation, {shown: true})
  const after =
    outcome.kind === 'done' ? withSecretArn(stage, change.secret, outcome.result.arn) : await lookAgainAt(stage)
  if (outcome.kind === 'unknown' && !after.found.secrets.has(change.secret)) throw outcome.error
  said(stage, mutation)
  return after
}

async function make(stage: DeployStage, change: DeployChange): Promise<void> {
  if (change.kind === 'rotation') {
    const mutation = deployMutation(stage, change)
    await startRotation(stage.context, resolvedOf(stage, change.secret), wantedOf(stage, change), {permitted: true})
    said(stage, mutation)
    return stage.now
      ? undefined
      : untilTested(stage.context, secretPattern(secretOf(stage, change.secret), stage.deployment.place))
  }
  const mutation = deployMutation(stage, change)
  const outcome = await sendWhileRoleSpreads(stage.context, mutation)
  if (outcome.kind === 'unknown' && (await isMissing(stage, change))) throw outcome.error
  said(stage, mutation)
}

function said({context}: DeployStage, {summary}: Mutation): void {
  context.progress.line(`done  ${summary}`)
}

/** A lost reply says nothing; what is there does. */
async function isMissing(stage: DeployStage, change: DeployChange): Promise<boolean> {
  if (change.kind === 'mail-identity') return !(await isKnownSender(stage, change.address))
  const {deployment, code, found} = await lookAgainAt(stage)
  return changesOf(deployment, code.codeSha256, found).some(
    other =>
      other.kind === change.kind && 'secret' in other === 'secret' in change && secretIn(other) === secretIn(change),
  )
}

function secretIn(change: DeployChange): string | undefined {
  if (change.kind === 'forgotten-permission') return change.statementId
  return 'secret' in change ? change.secret : undefined
}

/**
 * AWS tests a schedule with testSecret and a version of its own, which has AWSPENDING meanwhile: until that is over no
 * rotation can be started. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function untilTested(context: Context, secretArn: string): Promise<void> {
  const {clock, progress} = context
  progress.activity('AWS tests the function with testSecret')
  const until = clock.now() + TESTED_WITHIN_MS
  for (;;) {
    const {staging, name} = await context.aws(regionOf(secretArn)).secrets.describe(secretArn, {signal: context.signal})
    const waits = pendingVersionOf(staging) !== undefined
    if (waits && clock.now() < until) {
      await clock.sleep(LOOK_EVERY_MS, context.signal)
      continue
    }
    progress.activity('')
    if (waits) progress.warn(`AWS still tests the function with ${name}: until that is over it cannot be rotated.`)
    return
  }
}

function regionOf(arn: string): {readonly region: string} {
  return {region: parseArn(arn)?.region ?? ''}
}

function untilReady({context, scope, deployment}: DeployStage): Promise<void> {
  const functionArn = functionArnOf(deployment)
  const {lambda} = context.aws(scope)
  return untilFunctionIsReady(context, functionArn, () => lambda.configuration(functionArn, {signal: context.signal}))
}
