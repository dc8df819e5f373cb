import {maxLabels} from './label-algebra.ts'
import {AWSCURRENT, AWSPREVIOUS, type Staging} from './secret.ts'
import {holderOf} from './staging.ts'

/**
 * What always holds about the labels of one secret, as sentences about what does not. Empty means sound. The facts
 * stand in the API reference of UpdateSecretVersionStage and in the user guide's reference_limits.
 */
export function violationsOf(staging: Staging): readonly string[] {
  const found: string[] = []
  const seen = new Map<string, string>()
  for (const [versionId, labels] of staging) {
    if (labels.includes(AWSCURRENT) && labels.includes(AWSPREVIOUS))
      found.push(`${versionId} holds both ${AWSCURRENT} and ${AWSPREVIOUS}`)
    for (const label of labels) {
      const other = seen.get(label)
      if (other === versionId) found.push(`${label} is on ${versionId} twice`)
      else if (other !== undefined) found.push(`${label} is on ${other} and on ${versionId}`)
      if (label.length === 0 || label.length > 256) found.push(`a label on ${versionId} has ${label.length} characters`)
      seen.set(label, versionId)
    }
  }
  if (seen.size > maxLabels) found.push(`${seen.size} labels, AWS allows ${maxLabels}`)
  return found
}

/**
 * What always holds between two readings with one change in between: AWSCURRENT is never lost, and the version that
 * loses it becomes AWSPREVIOUS.
 */
export function violationsOfChange(before: Staging, after: Staging): readonly string[] {
  const [old, current] = [holderOf(before, AWSCURRENT), holderOf(after, AWSCURRENT)]
  if (old === undefined) return []
  if (current === undefined) return [`${AWSCURRENT} was on ${old} and is on nobody`]
  if (current === old) return []
  const previous = holderOf(after, AWSPREVIOUS)
  return previous === old ? [] : [`${old} lost ${AWSCURRENT}, but ${AWSPREVIOUS} is on ${previous ?? 'nobody'}`]
}

/** Throws an Error, which is a bug and not an expected failure, when the labels cannot be. */
export function assertSound(staging: Staging): void {
  const found = violationsOf(staging)
  if (found.length > 0) throw new Error(`Impossible staging labels: ${found.join('; ')}.`)
}
