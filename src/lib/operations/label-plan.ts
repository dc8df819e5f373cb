import type {CallerIdentity} from '../aws/gateways.ts'
import {type Proof} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {wayBack} from './label-mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {TargetAnswer} from './target-proof.ts'

/** A command that gives consumers another version, as it is shown before anything happens. */
export interface LabelPlan {
  /** "Roll prod/api back". */
  readonly title: string
  readonly secret: ResolvedSecret
  readonly caller: CallerIdentity
  /** Facts in words, each under a word of its own: hits, target, then. */
  readonly notes: readonly {readonly word: string; readonly lines: readonly string[]}[]
  readonly proof: readonly TargetAnswer[]
  /** The probe rejected a random value. */
  readonly check?: Proof
  readonly steps: readonly PlanStep[]
  readonly changes: readonly PlannedChange[]
  readonly undo: readonly string[]
  /** Why there is no way back, or what it depends on. */
  readonly undoNote?: string
  /** What the question names; a terminal cuts these ids. */
  readonly ids: readonly string[]
}

export type PlanStep =
  | PlanCall
  | {readonly kind: 'store'; readonly versionId: string; readonly label: string}
  | {readonly kind: 'ask-first'; readonly versionId: string}
  | {readonly kind: 'wait'; readonly ms: number}

/** A change to AWS as it is planned. */
export interface PlannedChange {
  readonly action: string
  /** The equivalent command, quoted for a POSIX shell. */
  readonly aws: string
  /** Commands that take it back. Empty: there is no way back. */
  readonly undo: readonly string[]
}

/** The calls of the steps that change something. */
export function changesOf(steps: readonly PlanStep[], arn: string, flags: readonly string[]): readonly PlannedChange[] {
  return steps.flatMap(step => {
    if (step.kind === 'store' || step.kind === 'ask-first' || step.kind === 'wait') return []
    const call = awsCallOf(step, arn)
    if (call === undefined) return []
    const action = `${call.service}:${call.operation}`
    return [{action, aws: awsTextOf(step, arn, flags), undo: undoOf(step, arn, flags)}]
  })
}

/** AWSCURRENT that nobody had cannot be taken off again: AWS refuses that (API UpdateSecretVersionStage). */
function undoOf(step: PlanCall, arn: string, flags: readonly string[]): readonly string[] {
  if (step.kind === 'key-status') return [awsTextOf({...step, active: !step.active}, arn, flags)]
  if (step.kind === 'api-key-expiry' && step.was !== undefined)
    return [awsTextOf({...step, expiresAt: step.was}, arn, flags)]
  if (step.kind === 'pin') {
    const label = `secrot-hold-${step.versionId}`
    return [awsTextOf({kind: 'move', label, from: step.versionId}, arn, flags)]
  }
  if (step.kind !== 'move' || (step.label === 'AWSCURRENT' && step.from === undefined)) return []
  return [awsTextOf({kind: 'move', ...wayBack(step)}, arn, flags)]
}
