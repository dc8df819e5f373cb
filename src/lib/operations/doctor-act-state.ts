import type {PlanCall} from '../doctor/plan.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {DoctorEvents} from './doctor-events.ts'
import type {RepairScope} from './doctor-changes.ts'

/** State of a repair under way. */
export interface Repairing extends RepairScope {
  readonly events: DoctorEvents
  /** As the labels were last seen; the next change is allowed on these only. */
  now: SecretDescription
  following: readonly PlanCall[]
  callsMade: number
}

/** A step of a repair did not achieve what it should have: the rest is not done. */
export class RepairStopped extends Error {
  constructor(because: string) {
    super(because)
    this.name = 'RepairStopped'
  }
}
