import type {LabelFacts} from './facts.ts'
import type {PlanCall} from './plan.ts'
import {holdLabel} from './facts.ts'

// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html: labels attached to all versions.
export const LABEL_LIMIT = 20

export function labelCount(labels: LabelFacts): number {
  let count = 0
  for (const held of labels.description.staging.values()) count += held.length
  return count
}

/** The most labels the secret carries at any moment of these calls. */
export function labelsNeeded(labels: Pick<LabelFacts, 'description'>, calls: readonly PlanCall[]): number {
  const staging = labels.description.staging
  const held = new Set([...staging.values()].flat())
  let most = held.size
  for (const call of calls) {
    for (const label of addedBy(call)) held.add(label)
    if (call.kind === 'move' && call.to === undefined) held.delete(call.label)
    most = Math.max(most, held.size)
  }
  return most
}

/** Moving AWSCURRENT also attaches AWSPREVIOUS to the version it leaves. */
function addedBy(call: PlanCall): readonly string[] {
  if (call.kind === 'pin') return [holdLabel(call.versionId)]
  if (call.kind === 'rotate' || call.kind === 'switch-on' || call.kind === 'change-schedule')
    return ['AWSPENDING', 'AWSPREVIOUS']
  if (call.kind === 'invoke' && call.step === 'finishSecret') return ['AWSPREVIOUS']
  if (call.kind !== 'move' || call.to === undefined) return []
  return call.label === 'AWSCURRENT' && call.from !== undefined ? ['AWSCURRENT', 'AWSPREVIOUS'] : [call.label]
}
