import {ownerOf, owningServiceCommand} from '../doctor/owning-service.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {cancelMutation, leftBehind} from './disable-plan.ts'
import {awsCommand} from './doctor-aws.ts'
import {lookAgain} from './look-again.ts'
import {mutate, mutateActions, mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {type ResolvedSecret, resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {standingRefusal} from './secret-refusals.ts'

export const disableActions = [...resolveSecretActions, ...mutateActions, 'secretsmanager:CancelRotateSecret'] as const

export interface DisableOptions {
  readonly secretId: string
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
}

export interface DisableResult {
  readonly secret: ResolvedSecret
  /** SECRET as typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** `already`: it was off, or never configured, and no call was made. */
  readonly outcome: 'planned' | 'declined' | 'disabled' | 'already'
  /** As last read. */
  readonly description: SecretDescription
  /** AWSPENDING is on it, and it is not current. */
  readonly pendingVersionId?: string
  readonly changes: readonly Mutation[]
}

/**
 * Switches a rotation off and tells before what that leaves behind. Throws SECRET_DELETED and REPLICA (exit 3),
 * STATE_CHANGED, and what AWS refuses with.
 */
export async function disable(context: Context, options: DisableOptions): Promise<DisableResult> {
  const secret = await resolveSecret(context, options.secretId)
  const refusal = standingRefusal(context, secret, primary => ['Switch it off there', ['secrot', 'disable', primary]])
  if (refusal !== undefined) throw refusal
  const words = [options.secretId, ...context.scopeFlags(secret.scope).secrot]
  const end = (outcome: DisableResult['outcome'], description: SecretDescription, changes: readonly Mutation[]) => {
    const pendingVersionId = pendingVersionOf(description.staging)
    const pending = pendingVersionId === undefined ? {} : {pendingVersionId}
    return {secret, words, outcome, description, changes, ...pending}
  }
  const before = secret.description
  if (before.rotationEnabled !== true) return end('already', before, [])
  tellOwner(context, secret)
  const mutation = cancelMutation(context, secret)
  const lines = [...(await mutationLines(context, mutation)), ...leftBehind(before)]
  for (const line of lines) context.progress.line(line)
  const ask = {
    message: `Switch the rotation of ${before.name} off?`,
    answeredBy: '--yes',
    answer: options.yes === true ? true : undefined,
  }
  const outcome = await mutate(context, mutation, {shown: true, dryRun: options.dryRun, ask})
  if (outcome.kind === 'planned' || outcome.kind === 'declined') return end(outcome.kind, before, [mutation])
  const after = await lookAgain(context, secret)
  // A lost reply says nothing; the secret does.
  if (outcome.kind === 'unknown' && after?.rotationEnabled !== false) throw outcome.error
  return end('disabled', after ?? before, [mutation])
}

/** Said once: whose secret it is, and by which command its owner changes the value. */
function tellOwner(context: Context, {description, scope}: ResolvedSecret): void {
  const owner = ownerOf(description)
  if (owner === undefined) return
  const own = owningServiceCommand(description)
  const command = typeof own === 'string' ? own : awsCommand(own, context.scopeFlags(scope).aws)
  context.progress.warn(
    `${description.name} belongs to ${owner}: secrot changes only whether it rotates. A new value without a schedule: ${command}`,
  )
}
