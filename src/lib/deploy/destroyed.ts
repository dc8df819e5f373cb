import type {SecretDescription} from '../rotation/secret.ts'
import {type Deployment, functionArnOf} from './deployment.ts'

/**
 * Tag of a secret whose rotation `destroy` switched off: the name of the deployment. Without it nothing tells the next
 * `deploy` whether somebody wants the rotation off, once its own function is there again.
 */
export const DESTROYED_TAG = 'secrot:destroyed'

type Seen = Pick<SecretDescription, 'rotationEnabled' | 'rotationFunctionArn' | 'tags'>
type Named = Pick<Deployment, 'name' | 'place'>

/** Its rotation is this function's, and off since all of the deployment was taken away. */
export function isOffByDestroy(secret: Seen, {name, place}: Named): boolean {
  return isOff(secret, {name, place}) && secret.tags[DESTROYED_TAG] === name
}

/** Its rotation is this function's, and somebody has switched it off. */
export function isSwitchedOff(secret: Seen, {name, place}: Named): boolean {
  return isOff(secret, {name, place}) && secret.tags[DESTROYED_TAG] !== name
}

function isOff({rotationEnabled, rotationFunctionArn}: Seen, deployment: Named): boolean {
  return rotationEnabled !== true && rotationFunctionArn === functionArnOf(deployment)
}
