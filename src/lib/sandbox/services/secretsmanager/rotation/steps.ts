import {ServiceError, type World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import {isForeign} from './pending.ts'
import {STEPS, type Rotation, type Step} from './rotations.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export interface StepEvent {
  readonly Step: Step
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken: string
}

/**
 * Invokes the function for one step and waits for it. Answers the text of the failure for the trail, or undefined when
 * the step passed: its return value is ignored, and what the function said about its failure stays in its own log.
 * Source of the texts: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html.
 */
export async function runStep(world: World, secret: Secret, rotation: Rotation): Promise<string | undefined> {
  const {functionArn} = rotation
  if (functionArn === undefined) return undefined
  const refusal = refusalBefore(secret, rotation, functionArn)
  if (refusal !== undefined) return refusal
  const event = JSON.stringify(eventOf(rotation))
  const passed = isPermitted(world, secret, functionArn) && (await invoked(world, functionArn, event))
  return passed ? undefined : stepFailure(rotation, functionArn)
}

/** Why the service does not even send the step: the pending version is not the function's own. */
export function refusalBefore(secret: Secret, rotation: Rotation, functionArn: string): string | undefined {
  const {kind, token} = rotation
  if (stepOf(rotation) === 'createSecret' || kind !== 'lambda') return undefined
  if (!isForeign(secret, token, functionArn)) return undefined
  return (
    `Pending secret version ${token} for Secret ${secret.arn} was not created by Lambda ${functionArn}. ` +
    'Remove the AWSPENDING staging label and restart rotation.'
  )
}

/** The trail's text for a step whose function failed. */
export function stepFailure(rotation: Rotation, functionArn: string): string {
  return `Error when executing lambda ${functionArn} during ${stepOf(rotation)} step`
}

export function isLastStep(rotation: Rotation): boolean {
  return rotation.kind !== 'lambda' || rotation.step === STEPS.length - 1
}

function stepOf(rotation: Rotation): Step {
  return rotation.kind === 'test' ? 'testSecret' : STEPS[rotation.step]!
}

/** A permission taken away after RotateSecret fails the step like any other trouble with the function. */
export function isPermitted(world: World, secret: Secret, functionArn: string): boolean {
  const permission = world.functions.mayInvoke({
    functionArn,
    servicePrincipal: 'secretsmanager.amazonaws.com',
    sourceArn: secret.arn,
    sourceAccount: secret.accountId,
  })
  return permission === 'yes'
}

/** What the function is sent for the step that the rotation is at. */
export function eventOf(rotation: Rotation): StepEvent {
  return {
    Step: stepOf(rotation),
    SecretId: rotation.secretArn,
    ClientRequestToken: rotation.token,
    RotationToken: rotation.rotationToken,
  }
}

/** false: the function failed, or could not be invoked at all (throttled, gone, not active). */
async function invoked(world: World, functionArn: string, payload: string): Promise<boolean> {
  try {
    const source = 'secretsmanager.amazonaws.com'
    const result = await world.functions.invoke({functionArn, payload, invocationType: 'RequestResponse', source})
    return result.functionError === undefined
  } catch (error) {
    if (error instanceof ServiceError) return false
    throw error
  }
}
