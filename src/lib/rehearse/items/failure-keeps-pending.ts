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
    for (const {step, ok, calls} of invocations) {
      const failed = calls.findIndex(isFailure)
      // What failed may have been no call, such as a value that is refused: all that the step did is looked at then.
      const later = failed !== -1 ? calls.slice(failed + 1) : ok ? [] : calls
      const lost = later.flatMap(entry => removedBy(entry, seen[entry.index - 1]?.labels ?? {}, ok) ?? [])[0]
      if (lost !== undefined) return fail('no step takes labels off where something failed', `${step} took ${lost}`)
    }
    return invocations.some(({ok, calls}) => !ok || calls.some(isFailure)) ? pass : undefined
  },
}

/** Answers that a function asks for: whether a version has a value, whether it was stored, where a label is. */
const ANSWERS = new Set(['ResourceNotFoundException', 'ResourceExistsException', 'InvalidParameterException'])

const isFailure = ({error}: Seen) => error !== undefined && !ANSWERS.has(error.code)

/** The label that a call of the function took off a version which needs it; undefined: none. */
function removedBy(entry: Seen, before: Labels, ok: boolean): string | undefined {
  const {VersionStage: label, RemoveFromVersionId: from} = entry.input
  if (entry.operation !== 'UpdateSecretVersionStage' || !isWrite(entry) || typeof from !== 'string') return undefined
  if (label === 'AWSCURRENT' || typeof label !== 'string') return undefined
  const labels = before[from] ?? []
  // On the version that became current it is what a finished rotation leaves.
  if (label === 'AWSPENDING' && holderOf(before, 'AWSCURRENT') !== from) return `AWSPENDING off ${short(from)}`
  // A step that came through all the same goes on with its moves.
  return !ok && labels.length === 1 && labels[0] === label ? `its last label off ${short(from)}` : undefined
}
