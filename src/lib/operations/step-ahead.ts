import {powersOf} from '../rehearse/record.ts'
import {AWSCURRENT, type RotationStep} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {readValueActions, storedValue} from './diff-versions.ts'
import {awsTextOf} from './doctor-aws.ts'
import type {StepState} from './step-change.ts'
import type {StepSession} from './step-session.ts'
import {tryRead} from './try-read.ts'

export const stepLookActions = [...readValueActions, 'secretsmanager:DescribeSecret'] as const

/** A step before it is sent, as it is shown. */
export interface StepAhead {
  readonly step: RotationStep
  readonly versionId: string
  /** AWSCURRENT now; absent: on nobody. */
  readonly current?: string
  readonly event: Readonly<Record<'Step' | 'SecretId' | 'ClientRequestToken', string>>
  readonly aws: string
  /** A rehearsal saw that testSecret of this function writes neither to the secret nor to the target. */
  readonly testIsSafe: boolean
  /** Commands that take it back; none: there is no way back. */
  readonly undo: readonly string[]
}

/** Secret, labels and, with consent, the pending value as they are now. */
export async function lookAtSecret(context: Context, session: StepSession, readsValues: boolean): Promise<StepState> {
  const {secret, versionId} = session
  const description = await context.aws(secret.scope).secrets.describe(secret.arn, {signal: context.signal})
  return {description, ...(readsValues ? {value: await readPending(context, secret, versionId)} : {})}
}

function readPending(context: Context, secret: StepSession['secret'], versionId: string) {
  return tryRead(readValueActions[0], () => storedValue(context, secret, {versionId}))
}

/** What sending a step means now. */
export function stepAhead(context: Context, session: StepSession, step: RotationStep, now: StepState): StepAhead {
  const {secret, versionId} = session
  const {staging} = now.description
  const current = holderOf(staging, AWSCURRENT)
  const flags = context.scopeFlags(secret.scope).aws
  const call = {kind: 'invoke', step, versionId, functionArn: session.function.arn} as const
  const back = {
    kind: 'move',
    label: AWSCURRENT,
    from: versionId,
    ...(current === undefined ? {} : {to: current}),
  } as const
  return {
    step,
    versionId,
    ...(current === undefined ? {} : {current}),
    event: {Step: step, SecretId: secret.arn, ClientRequestToken: versionId},
    aws: awsTextOf(call, secret.arn, context.scopeFlags(session.function.scope).aws),
    testIsSafe: powersOf(session.rehearsal).testSecretIsSafe,
    undo: step === 'finishSecret' && current !== undefined ? [awsTextOf(back, secret.arn, flags)] : [],
  }
}
