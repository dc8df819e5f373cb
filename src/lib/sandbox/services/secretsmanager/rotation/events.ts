import type {World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'

export type RotationEventName =
  | 'RotationStarted'
  | 'RotationSucceeded'
  | 'RotationFailed'
  | 'RotationAbandoned'
  | 'TestRotationStarted'
  | 'TestRotationSucceeded'
  | 'TestRotationFailed'

/** Writes a service event about a rotation to the trail. The function's own error text is never in it. */
export function rotationEvent(
  world: World,
  secret: Secret,
  event: {readonly name: RotationEventName; readonly token: string; readonly errorMessage?: string},
): void {
  world.trail.service({
    accountId: secret.accountId,
    region: secret.region,
    eventName: event.name,
    requestId: `Rotation-${secret.arn}-${event.token}`,
    secretArn: secret.arn,
    ...(event.errorMessage === undefined ? {} : {errorMessage: event.errorMessage}),
    ...namedSecret(world, secret),
  })
}

/** One report of a rotation without a function has the secret in another place; it is not confirmed. */
function namedSecret(world: World, {arn, rotation}: Secret): Record<string, Readonly<Record<string, unknown>>> {
  const elsewhere = world.switches.managedEventDetails && rotation?.functionArn === undefined
  return elsewhere ? {serviceEventDetails: {secretId: arn}} : {additionalEventData: {SecretId: arn}}
}

export type DeletionEventName = 'StartSecretVersionDelete' | 'CancelSecretVersionDelete' | 'EndSecretVersionDelete'

/** Writes a service event about the waiting time of a deletion. */
export function deletionEvent(world: World, secret: Secret, eventName: DeletionEventName): void {
  world.trail.service({
    accountId: secret.accountId,
    region: secret.region,
    eventName,
    requestId: world.uuid(),
    secretArn: secret.arn,
    additionalEventData: {SecretId: secret.arn},
  })
}
