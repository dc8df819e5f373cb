import pMap from 'p-map'
import {EXIT, SecrotError} from '../errors.ts'
import {type Fact, type LabelFacts, valueOf} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {eventsWanted} from './doctor-history.ts'
import {type Patient, readLabels} from './doctor-facts.ts'
import type {DoctorFailure} from './doctor-result.ts'
import type {DoctorRun} from './doctor-run.ts'
import {isCredentialsFailure} from './read-failure.ts'
import {resolveSecret} from './resolve-secret.ts'

/** Secrets read at the same time. */
const AT_ONCE = 8

export interface Admitted {
  readonly patient: Patient
  readonly labels: Fact<LabelFacts>
}

export interface Admission {
  readonly admitted: readonly Admitted[]
  readonly failures: readonly DoctorFailure[]
}

/**
 * The secrets to look at, with their labels: those named, or every one with rotation configured or AWSPENDING left over,
 * with --expect-rotation every one. Of several names one that cannot be resolved does not stop the others. Throws what resolving the only name throws, and
 * NOTHING_TO_DIAGNOSE (exit 1) when --function names nobody's function.
 */
export async function admit(run: DoctorRun): Promise<Admission> {
  const {context, options} = run
  const named = options.secrets.length > 0
  const {patients, failures} = named ? await resolved(run) : {patients: await listed(run), failures: []}
  const admitted = await pMap(patients, async patient => ({patient, labels: await readLabels(run, patient.arn)}), {
    concurrency: AT_ONCE,
  })
  const wanted =
    options.functionName === undefined
      ? admitted
      : admitted.filter(one => usesFunction(one, options.functionName ?? ''))
  if (wanted.length === 0 && failures.length === 0 && options.functionName !== undefined)
    throw new SecrotError({
      code: 'NOTHING_TO_DIAGNOSE',
      message: `No secret that was looked at rotates with ${options.functionName}.`,
      hint: 'Functions of secrets: secrot status SECRET',
      exit: EXIT.failed,
    })
  run.secretCount = wanted.length
  run.eventsSince = earliest(wanted, context.clock.now())
  return {admitted: wanted, failures}
}

async function resolved(
  run: DoctorRun,
): Promise<{readonly patients: readonly Patient[]; readonly failures: readonly DoctorFailure[]}> {
  const {secrets} = run.options
  const patients: Patient[] = []
  const failures: DoctorFailure[] = []
  for (const secret of secrets) {
    try {
      const {arn, description} = await resolveSecret(run.context, secret)
      if (!patients.some(other => other.arn === arn)) patients.push({arn, name: description.name})
    } catch (error) {
      if (secrets.length === 1 || !(error instanceof SecrotError) || concernsTheRun(error)) throw error
      failures.push({subject: secret, code: error.code, message: error.message, exitCode: error.exit})
    }
  }
  return {patients, failures}
}

function concernsTheRun(error: SecrotError): boolean {
  return error.exit === EXIT.interrupted || error.exit === EXIT.usage || isCredentialsFailure(error)
}

async function listed(run: DoctorRun): Promise<readonly Patient[]> {
  const listing = await run.listing(run.context.scope.region)
  // What never rotated is wrong only to those who expect a rotation of every secret.
  const wanted = run.options.expectRotation ? listing : listing.filter(secret => concernsUs(secret))
  return wanted.map(({arn, name}) => ({arn, name}))
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
