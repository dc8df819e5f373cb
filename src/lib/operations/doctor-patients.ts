import pMap from 'p-map'
import {EXIT, SecrotError} from '../errors.ts'
import {type Fact, type LabelFacts, valueOf} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {eventsWanted} from './doctor-history.ts'
import {type Patient, readLabels} from './doctor-facts.ts'
import type {DoctorRun} from './doctor-run.ts'
import {resolveSecret} from './resolve-secret.ts'

/** Secrets read at the same time. */
const AT_ONCE = 8

export interface Admitted {
  readonly patient: Patient
  readonly labels: Fact<LabelFacts>
}

/**
 * The secrets to look at, with their labels: those named, or every one with rotation configured or AWSPENDING left over.
 * Throws what resolving a name throws, and NOTHING_TO_DIAGNOSE (exit 1) when --function names nobody's function.
 */
export async function admit(run: DoctorRun): Promise<readonly Admitted[]> {
  const {context, options} = run
  const named = options.secrets.length > 0
  const patients = named ? await resolved(run) : await listed(run)
  const admitted = await pMap(patients, async patient => ({patient, labels: await readLabels(run, patient.arn)}), {
    concurrency: AT_ONCE,
  })
  const wanted =
    options.functionName === undefined
      ? admitted
      : admitted.filter(one => usesFunction(one, options.functionName ?? ''))
  if (wanted.length === 0 && options.functionName !== undefined)
    throw new SecrotError({
      code: 'NOTHING_TO_DIAGNOSE',
      message: `No secret that was looked at rotates with ${options.functionName}.`,
      hint: 'Functions of secrets: secrot status SECRET',
      exit: EXIT.failed,
    })
  run.eventsSince = earliest(wanted, context.clock.now())
  return wanted
}

async function resolved(run: DoctorRun): Promise<readonly Patient[]> {
  const patients: Patient[] = []
  for (const secret of run.options.secrets) {
    const {arn, description} = await resolveSecret(run.context, secret)
    if (!patients.some(other => other.arn === arn)) patients.push({arn, name: description.name})
  }
  return patients
}

async function listed(run: DoctorRun): Promise<readonly Patient[]> {
  const listing = await run.listing(run.context.scope.region)
  return listing.filter(concernsUs).map(({arn, name}) => ({arn, name}))
}

function concernsUs(secret: SecretDescription): boolean {
  return (
    secret.rotationEnabled !== undefined ||
    secret.rotationFunctionArn !== undefined ||
    pendingVersionOf(secret.staging) !== undefined
  )
}

function usesFunction({labels}: Admitted, name: string): boolean {
  const arn = valueOf(labels)?.description.rotationFunctionArn
  return arn === name || arn?.split(':')[6] === name
}

/** So far back that each event name is one series of look-ups for all secrets. */
function earliest(admitted: readonly Admitted[], now: number): number | undefined {
  const times = admitted.flatMap(({labels}) => {
    const read = valueOf(labels)
    const wanted = read === undefined ? undefined : eventsWanted(read.description, read.versions, now)
    return wanted === undefined ? [] : [wanted.since]
  })
  return times.length === 0 ? undefined : Math.min(...times)
}
