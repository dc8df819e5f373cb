import type {Diagnosis, Severity} from '../doctor/rule.ts'
import {shellCommand} from '../shell-words.ts'
import {unreadOf} from './doctor-report.ts'
import type {DoctorSummary, FindingReport, SecretReport} from './doctor-result.ts'
import type {DoctorRun} from './doctor-run.ts'

/** Counts over all secrets as they are now: after the repairs, where there were any. */
export function summaryOf(reports: readonly SecretReport[], diagnoses: readonly Diagnosis[]): DoctorSummary {
  const now = reports.map(report => report.after?.findings ?? report.findings)
  const conditions = now.flat().filter(finding => finding.group === 'condition')
  const posture = now.flat().filter(finding => finding.group === 'posture')
  const tried = reports.flatMap(report => report.findings)
  return {
    secrets: reports.length,
    ...counts(conditions),
    fixed: tried.filter(finding => finding.outcome === 'fixed').length,
    refused: tried.filter(finding => finding.outcome === 'refused').length,
    unread: diagnoses.reduce((sum, diagnosis) => sum + unreadOf(diagnosis.facts).length, 0),
    causes: causesOf(now),
    posture: counts(posture),
  }
}

function counts(findings: readonly FindingReport[]): Record<Exclude<Severity, 'none'>, number> {
  const count = (severity: Severity) => findings.filter(finding => finding.severity === severity).length
  return {critical: count('critical'), high: count('high'), medium: count('medium'), low: count('low')}
}

function causesOf(findings: readonly (readonly FindingReport[])[]): DoctorSummary['causes'] {
  const found = new Map<string, {id: string; resource: string; secrets: number}>()
  for (const secret of findings)
    for (const {id, resource} of secret) {
      if (resource === null) continue
      const key = `${id}|${resource}`
      const before = found.get(key) ?? {id, resource, secrets: 0}
      found.set(key, {...before, secrets: before.secrets + 1})
    }
  return [...found.values()]
}

/** The next command: the repair that waits, else a look at the secret. null: there is nothing to do. */
export function nextOf(run: DoctorRun, reports: readonly SecretReport[]): string | null {
  const {options} = run
  const worst = reports.find(report => report.findings.some(finding => finding.group === 'condition'))
  if (worst === undefined) return null
  const owners = ownersCommand(worst)
  if (owners !== undefined) return owners
  const flags = [...probeFlags(run), ...options.scopeFlags]
  const repairable = worst.findings.some(finding => finding.plan !== null && finding.group === 'condition')
  if (options.fix) return shellCommand(['secrot', 'status', worst.name, ...options.scopeFlags])
  if (repairable) return shellCommand(['secrot', 'doctor', worst.name, ...flags, '--fix'])
  if (worst.unread.some(({action}) => action === 'secretsmanager:GetSecretValue') && !options.readValues)
    return shellCommand(['secrot', 'doctor', worst.name, ...flags, '--read-values'])
  if (options.probe === undefined && options.target === undefined && worst.consumers === 'not asked')
    return `${shellCommand(['secrot', 'doctor', worst.name, ...options.scopeFlags])} --probe 'CMD ARG…'`
  return shellCommand(['secrot', 'status', worst.name, ...options.scopeFlags])
}

/** Of a secret that a service owns only that service's own command leads on. */
function ownersCommand({states, findings}: SecretReport): string | undefined {
  const [command] = [...states, ...findings].find(({id}) => id === 'secret-owned-by-service')?.advice ?? []
  return command?.startsWith('aws ') === true ? command : undefined
}

function probeFlags({options}: DoctorRun): readonly string[] {
  return [
    ...(options.probe === undefined ? [] : ['--probe', options.probe.command]),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...(options.readValues ? ['--read-values'] : []),
  ]
}
