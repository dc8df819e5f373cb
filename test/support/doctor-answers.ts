import type {DoctorResult, FindingReport, SecretReport} from '../../src/lib/operations/doctor-result.ts'
import type {SecrotRun} from './run-secrot.ts'

/** What `doctor --json` answered. */
export function resultOf(run: SecrotRun): DoctorResult & {readonly exitCode: number} {
  return run.json as DoctorResult & {exitCode: number}
}

export function secretOf(run: SecrotRun): SecretReport {
  const [secret] = resultOf(run).secrets
  if (secret === undefined) throw new Error(`no secret in ${run.stdout}`)
  return secret
}

/** Ids of the conditions found, in the order of the report. */
export function conditionsOf(run: SecrotRun): readonly string[] {
  return secretOf(run)
    .findings.filter(finding => finding.group === 'condition')
    .map(finding => finding.id)
}

export function findingOf(run: SecrotRun, id: string): FindingReport {
  const finding = secretOf(run).findings.find(one => one.id === id)
  if (finding === undefined) throw new Error(`${id} was not found, but ${conditionsOf(run).join(', ')}`)
  return finding
}

const mutating =
  /UpdateSecretVersionStage|RotateSecret|PutSecretValue|InvokeFunction|AddPermission|UpdateAccessKey|UpdateFunctionConfiguration|CancelRotateSecret|PutRolePolicy|EnableKey|CancelKeyDeletion/

/** Calls that change something, in order, without their service. */
export function changesOf(run: SecrotRun): readonly string[] {
  return run.calledActions.filter(action => mutating.test(action)).map(action => action.split(':')[1] ?? action)
}
