import type {Diagnosis, Severity} from '../doctor/rule.ts'
import type {DoctorSummary, FindingReport, SecretReport} from './doctor-result.ts'
import {unreadOf} from './doctor-unread.ts'

/** Counts over all secrets as they are now: after the repairs, where there were any. */
export function summaryOf(reports: readonly SecretReport[], diagnoses: readonly Diagnosis[]): DoctorSummary {
  const now = reports.map(report => report.after?.findings ?? report.findings)
  const counted = now.flat().filter(finding => finding.accepted === null)
  const conditions = counted.filter(finding => finding.group === 'condition')
  const posture = counted.filter(finding => finding.group === 'posture')
  const tried = reports.flatMap(report => report.findings)
  return {
    secrets: reports.length,
    ...counts(conditions),
    fixed: tried.filter(finding => finding.outcome === 'fixed').length,
    refused: tried.filter(finding => finding.outcome === 'refused').length,
    accepted: now.flat().length - counted.length,
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
