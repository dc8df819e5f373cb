import type {PlanCall} from '../doctor/plan.ts'
import {AWSPENDING, type SecretDescription} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'

/**
 * AWSPENDING that a finished rotation left on the version in use goes before AWSCURRENT is moved away: on a version that is
 * not current it would stand for a rotation that is stuck (API RotateSecret).
 */
export function pendingOff({staging}: SecretDescription, current: string): readonly PlanCall[] {
  return labelsOf(staging, current).includes(AWSPENDING) ? [{kind: 'move', label: AWSPENDING, from: current}] : []
}
