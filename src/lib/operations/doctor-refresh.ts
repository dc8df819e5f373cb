import {regionOf} from './doctor-facts.ts'
import type {DoctorRun} from './doctor-run.ts'

/** Forgets the events that were read, so that the next look asks again. */
export function refreshed(run: DoctorRun, arn: string): DoctorRun {
  run.lookups(regionOf(run, arn)).refresh()
  return run
}
