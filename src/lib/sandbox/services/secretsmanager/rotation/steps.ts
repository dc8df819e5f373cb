import {ServiceError, type World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import {isForeign} from './pending.ts'
import {STEPS, type Rotation, type Step} from './rotations.ts'

/**
 * Invokes the function for one step and waits for it. Answers the text of the failure for the trail, or undefined when
 * the step passed: its return value is ignored, and what the function said about its failure stays in its own log.
 * Source of the texts: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html.
 */
export async function runStep(world: World, secret: Secret, rotation: Rotation): Promise<string | undefined> {
  const {functionArn} = rotation
  if (functionArn === undefined) return undefined
  const step = stepOf(rotation)
  if (step !== 'createSecret' && rotation.kind === 'lambda' && isForeign(secret, rotation.token, functionArn)) {
    return (
      `Pending secret version ${rotation.token} for Secret ${secret.arn} was not created by Lambda ${functionArn}. ` +
      'Remove the AWSPENDING staging label and restart rotation.'
    )
  }
  const passed = isPermitted(world, secret, functionArn) && (await invoked(world, functionArn, eventOf(rotation, step)))
  return passed ? undefined : `Error when executing lambda ${functionArn} during ${step} step`
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

function eventOf(rotation: Rotation, step: Step): string {
  return JSON.stringify({
    Step: step,
    SecretId: rotation.secretArn,
    ClientRequestToken: rotation.token,
    RotationToken: rotation.rotationToken,
  })
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
