import {AWSCURRENT, AWSPENDING, type Phase, type Staging} from './secret.ts'

/** The version that holds `label`, or undefined when nobody does. A label is on at most one version. */
export function holderOf(staging: Staging, label: string): string | undefined {
  for (const [versionId, labels] of staging) if (labels.includes(label)) return versionId
  return undefined
}

/** The labels on a version; none when the version is unknown or deprecated. */
export function labelsOf(staging: Staging, versionId: string): readonly string[] {
  return staging.get(versionId) ?? []
}

/** Every label with the version that holds it. */
export function holders(staging: Staging): ReadonlyMap<string, string> {
  const byLabel = new Map<string, string>()
  for (const [versionId, labels] of staging) for (const label of labels) byLabel.set(label, versionId)
  return byLabel
}

/** Where a rotation stands, read from the labels alone. AWSPENDING left on the current version is a finished rotation. */
export function phaseOf(staging: Staging): Phase {
  const current = holderOf(staging, AWSCURRENT)
  const pending = holderOf(staging, AWSPENDING)
  if (current === undefined) return pending === undefined ? {kind: 'no-current'} : {kind: 'no-current', pending}
  if (pending === undefined || pending === current) return {kind: 'settled', current}
  return {kind: 'pending', current, pending}
}

/** The version a rotation left AWSPENDING on, when it is not the one in use. */
export function pendingVersionOf(staging: Staging): string | undefined {
  const phase = phaseOf(staging)
  return phase.kind === 'settled' ? undefined : phase.pending
}

/** True when both maps say the same; the order of versions and of labels means nothing. */
export function sameStaging(left: Staging, right: Staging): boolean {
  const [a, b] = [holders(left), holders(right)]
  return a.size === b.size && [...a].every(([label, versionId]) => b.get(label) === versionId)
}
