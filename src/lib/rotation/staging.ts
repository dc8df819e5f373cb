import {AWSCURRENT, AWSPENDING, type Phase, type Staging} from './secret.ts'

/** The version that holds `label`, or undefined when nobody does. A label is on at most one version. */
export function holderOf(staging: Staging, label: string): string | undefined {
  for (const [versionId, labels] of staging) if (labels.includes(label)) return versionId
  return undefined
}

/** Where a rotation stands, read from the labels alone. AWSPENDING left on the current version is a finished rotation. */
export function phaseOf(staging: Staging): Phase {
  const current = holderOf(staging, AWSCURRENT)
  const pending = holderOf(staging, AWSPENDING)
  if (current === undefined) return pending === undefined ? {kind: 'no-current'} : {kind: 'no-current', pending}
  if (pending === undefined || pending === current) return {kind: 'settled', current}
  return {kind: 'pending', current, pending}
}
