import {fail, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import type {Labels, Seen} from '../observation.ts'
import {isWrite, short} from '../step-facts.ts'

export const failureKeepsPending: Item = {
  id: 'failure-keeps-pending',
  class: 'finishSecret',
  severity: 'critical',
  rule: 'No step removes AWSPENDING, or the last label of any version, on failure',
  hint: 'Leave cleaning to the operator: it may be the only copy of a live value',
  kinds: 'any',
  watch({seen, invocations}) {
    const failing = invocations.filter(({ok, calls}) => !ok || calls.some(({error}) => error !== undefined))
    for (const {step, calls} of failing) {
      const lost = calls.flatMap(entry => removedBy(entry, seen[entry.index - 1]?.labels ?? {}) ?? [])[0]
      if (lost !== undefined) return fail('no step takes labels off where something failed', `${step} took ${lost}`)
    }
    return failing.length > 0 ? pass : undefined
  },
}

/** The label that a call of the function took off a version which needs it; undefined: none. */
function removedBy(entry: Seen, before: Labels): string | undefined {
  const {VersionStage: label, RemoveFromVersionId: from} = entry.input
  if (entry.operation !== 'UpdateSecretVersionStage' || !isWrite(entry) || typeof from !== 'string') return undefined
  if (label === 'AWSCURRENT' || typeof label !== 'string') return undefined
  const labels = before[from] ?? []
  // On the version that became current it is what a finished rotation leaves.
  if (label === 'AWSPENDING' && holderOf(before, 'AWSCURRENT') !== from) return `AWSPENDING off ${short(from)}`
  return labels.length === 1 && labels[0] === label ? `its last label off ${short(from)}` : undefined
}
