import pMap from 'p-map'
import type {CallerIdentity} from '../aws/gateways.ts'
import {type Diagnosis, severities} from '../doctor/rule.ts'
import type {Context} from './context.ts'
import {diagnosed} from './doctor-diagnosed.ts'
import {gatherFacts} from './doctor-facts.ts'
import {nextOf} from './doctor-next.ts'
import type {DoctorOptions} from './doctor-options.ts'
import {type Admitted, admit} from './doctor-patients.ts'
import {reportOf} from './doctor-report.ts'
import type {DoctorFailure, DoctorResult, SecretReport} from './doctor-result.ts'
import {type DoctorRun, makeDoctorRun, underWay} from './doctor-run.ts'
import {summaryOf} from './doctor-summary.ts'

/** Secrets diagnosed at the same time; a probe or a question makes it one. */
const AT_ONCE = 4

/** All secrets of a run as they were found, before anything is asked or changed. */
export interface Look {
  readonly run: DoctorRun
  readonly caller: CallerIdentity
  readonly diagnoses: readonly Diagnosis[]
  readonly failures: readonly DoctorFailure[]
  readonly result: DoctorResult
}

/** Diagnoses secrets and changes nothing. Throws what resolving a SECRET throws, and what concerns the whole run. */
export async function look(context: Context, options: DoctorOptions): Promise<Look> {
  const run = makeDoctorRun(context, options)
  const {admitted, failures} = await admit(run)
  const diagnoses = await diagnoseAll(run, admitted)
  const reports = diagnoses.map(diagnosis => reportOf(run, diagnosis))
  const looked = {caller: await context.caller(), diagnoses, failures}
  return {run, ...looked, result: resultOf(run, {...looked, reports})}
}

async function diagnoseAll(run: DoctorRun, admitted: readonly Admitted[]): Promise<readonly Diagnosis[]> {
  const {probe, configuredProbes} = run.options
  const probes = probe !== undefined || (configuredProbes?.probes ?? []).length > 0
  const one = async ({patient, labels}: Admitted): Promise<Diagnosis> =>
    diagnosed(run.options, await gatherFacts(run, patient, {labels}))
  const concurrency = probes || run.context.ask.interactive ? 1 : AT_ONCE
  const who = admitted.length === 1 ? (admitted[0]?.patient.name ?? '') : `${admitted.length} secrets`
  return underWay(run, `${who}: reading; CloudTrail takes one look-up a second`, () =>
    pMap(admitted, one, {concurrency}),
  )
}

interface Answered {
  readonly caller: CallerIdentity
  readonly reports: readonly SecretReport[]
  readonly diagnoses: readonly Diagnosis[]
  readonly failures: readonly DoctorFailure[]
}

/** The answer over the reports of all secrets. */
export function resultOf(run: DoctorRun, {caller, reports, diagnoses, failures}: Answered): DoctorResult {
  const environment = diagnoses[0]?.facts.environment
  const ordered = [...reports].sort(byUrgency)
  return {
    caller: {
      account: environment?.account ?? caller.accountId,
      region: environment?.region ?? run.context.scope.region,
      arn: environment?.callerArn ?? caller.arn,
      clockSkewMs: environment?.clockSkewMs ?? null,
    },
    secrets: ordered,
    failures,
    plan: null,
    summary: summaryOf(ordered, diagnoses),
    next: nextOf(run.options, ordered),
  }
}

/** Consumers that are refused first, then by the worst finding, then by name. */
function byUrgency(left: SecretReport, right: SecretReport): number {
  const down = (report: SecretReport) => (report.consumers === 'refused' ? 0 : 1)
  const worst = (report: SecretReport) =>
    Math.min(...report.findings.map(one => severities.indexOf(one.severity)), severities.length)
  return down(left) - down(right) || worst(left) - worst(right) || (left.name < right.name ? -1 : 1)
}
