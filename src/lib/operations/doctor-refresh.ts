import {regionOf} from './doctor-facts.ts'
import type {DoctorRun} from './doctor-run.ts'

/** Forgets the events that were read, so that the next look asks again: after a wait, and after a rotation. */
export function refreshed(run: DoctorRun, arn: string): DoctorRun {
  run.lookups(regionOf(run, arn)).refresh()
  run.refreshKeyUses()
  return run
}

/** Right before acting: whether AWS has begun or ended anything meanwhile, and whether a key was used. */
export function refreshedNewest(run: DoctorRun, arn: string): DoctorRun {
  run.lookups(regionOf(run, arn)).refreshNewest()
  run.refreshKeyUses()
  return run
}
