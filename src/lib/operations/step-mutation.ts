import {type DeployedFunction, keyOf, keyText} from '../rehearse/record.ts'
import type {RotationStep} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {awsCallOf} from './doctor-aws.ts'
import {stepMutation, type StepSent} from './invoke-step.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Hits, Mutation} from './mutation.ts'
import type {StepAhead} from './step-ahead.ts'
import type {StepState} from './step-change.ts'
import type {StepSession} from './step-session.ts'

const hits: Readonly<Record<RotationStep, Hits>> = {
  createSecret: 'nobody',
  setSecret: 'holders of the old value',
  testSecret: 'nobody',
  finishSecret: 'new readers',
}

/** A step as a change that goes through the door, allowed while labels, rotation and the function's code are as shown. */
export function handSentMutation(
  context: Context,
  session: StepSession,
  ahead: StepAhead,
  {description}: StepState,
  withOwnText: boolean,
): Mutation<StepSent> {
  const {secret, versionId, function: fn} = session
  const {step, aws, undo} = ahead
  const fingerprint = `${labelFingerprint(description)}\n${codeText(fn.configuration)}`
  const send = {functionArn: fn.arn, scope: fn.scope, secretArn: secret.arn, versionId, step}
  return stepMutation(
    {...send, timeoutMs: fn.configuration.timeoutMs, withOwnText, signal: context.signal},
    {
      request: awsCallOf({kind: 'invoke', step, versionId, functionArn: fn.arn}, secret.arn)?.input ?? {},
      aws,
      hits: hits[step],
      ...(undo.length === 0 ? {} : {undo: {kind: 'commands', commands: undo}}),
      fingerprint,
      readFingerprint: () => readFingerprint(context, session),
      describeChange: found => labelChangeText(fingerprint, found),
      labelsBefore: Object.fromEntries(description.staging),
    },
  )
}

/** What was trusted, by its digest or by its record, is what gets the step: a deployment in between is noticed. */
function codeText(fn: DeployedFunction | undefined): string {
  const key = fn === undefined ? undefined : keyOf(fn)
  const setup = key === undefined ? 'not known' : keyText({...key, codeSha256: ''})
  return `code is ${fn?.codeSha256 ?? 'not named'}\nsetup is ${setup}`
}

async function readFingerprint(context: Context, {secret, function: fn}: StepSession): Promise<string> {
  const {signal} = context
  const [description, configuration] = await Promise.all([
    context.aws(secret.scope).secrets.describe(secret.arn, {signal}),
    context.aws(fn.scope).lambda.configuration(fn.arn, {signal}),
  ])
  return `${labelFingerprint(description)}\n${codeText(configuration)}`
}
