import type {Seen} from './observation.ts'

/** Services that carry messages about a rotation and are no part of it. */
export const MESSENGERS = ['sns', 'ses', 'sesv2'] as const

/** A call that sends a message to people. */
export function isMessage({by, service, operation}: Seen): boolean {
  return by === 'function' && MESSENGERS.some(known => known === service) && /^(Publish|Send)/.test(operation)
}

/** To whom a message goes, as it was asked for. */
export function recipientOf({input}: Seen): string {
  const {TopicArn, TargetArn, PhoneNumber, Destination, Destinations} = input
  return JSON.stringify([TopicArn, TargetArn, PhoneNumber, Destination, Destinations])
}
