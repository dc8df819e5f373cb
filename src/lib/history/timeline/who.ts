import type {RotationEvent} from '../events.ts'
import {present} from '../records.ts'
import type {Who} from './lines.ts'

/** Who made the call of an event; what AWS does by itself has no caller. */
export function whoOf({caller}: RotationEvent, functionRoleArn: string | undefined): Who {
  if (caller === undefined) return {kind: 'aws'}
  const {arn, roleArn, sourceIp, userAgent} = caller
  const ofFunction = roleArn !== undefined && roleArn === functionRoleArn
  return present({kind: ofFunction ? ('function' as const) : ('caller' as const), arn, sourceIp, userAgent})
}
