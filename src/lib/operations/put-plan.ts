import type {CallerIdentity} from '../aws/gateways.ts'
import {holdLabel, type TargetKind} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {AWSCURRENT, AWSPREVIOUS} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {changesOf, type LabelPlan, type PlannedChange, type PlanStep} from './label-plan.ts'
import {nextRotationText} from './next-rotation.ts'
import {pendingOff} from './pending-off.ts'
import {storeText} from './put-store.ts'
import type {PutDraft} from './put-draft.ts'
import {valueNotes} from './put-notes.ts'
import {isDead} from './target-proof.ts'
import {targetWords} from './target-words.ts'
import type {PutOptions} from './put-options.ts'

/** The calls after the value is stored. The order is that of every repair: what may be live has a label at any moment. */
export function putCalls({secret, versions, versionId, kind, proof}: PutDraft): readonly PlanCall[] {
  const {current, previous} = versions
  const {description} = secret
  const dead = proof.answers.some(answer => answer.versionId === previous && isDead(answer))
  // The move takes AWSPREVIOUS off its holder; a secret without a target has no live value to lose.
  const loses = previous !== undefined && labelsOf(description.staging, previous).join() === AWSPREVIOUS
  return [
    ...(kind === 'unnamed' ? [] : [{kind: 'ask-target', versionId} as const]),
    ...(loses && !dead && kind !== 'none' ? [{kind: 'pin', versionId: previous} as const] : []),
    ...(current === undefined ? [] : pendingOff(description, current)),
    {kind: 'move', label: AWSCURRENT, ...(current === undefined ? {} : {from: current}), to: versionId},
    {kind: 'move', label: holdLabel(versionId), from: versionId},
  ]
}

export function putPlan(
  context: Context,
  draft: PutDraft,
  calls: readonly PlanCall[],
  about: {readonly caller: CallerIdentity} & Pick<PutOptions, 'probe' | 'target'>,
): LabelPlan {
  const {secret, words, versions, versionId, stored, proof, kind} = draft
  const {arn, scope, description} = secret
  const {current, previous} = versions
  const flags = context.scopeFlags(scope).aws
  const store: PlanStep = {kind: 'store', versionId, label: holdLabel(versionId)}
  const unproven = kind === 'unnamed' ? ['--unproven'] : []
  const back = shellCommand(['secrot', 'rollback', ...words, ...targetWords(about), ...unproven])
  return {
    title: `Put a new value into ${description.name}`,
    secret,
    caller: about.caller,
    notes: [
      {word: 'value', lines: valueNotes(draft)},
      {
        word: 'hits',
        lines: [`who reads from now on: they get it${current === undefined ? '' : ` in place of ${current}`}`],
      },
      {word: 'target', lines: [targetNote(kind)]},
      {word: 'then', lines: [nextRotationText(description, 'replaces it')]},
    ],
    proof: proof.answers,
    ...(proof.check === undefined ? {} : {check: proof.check}),
    steps: [...(stored ? [] : [store]), ...calls.map(call => asFirst(call))],
    changes: [...(stored ? [] : [storeChange(draft, flags)]), ...changesOf(calls, arn, flags)],
    undo: current === undefined ? [] : [back],
    undoNote:
      current === undefined
        ? 'none: AWSCURRENT cannot be taken off a secret again'
        : `while the target takes ${current}`,
    ids: [versionId, current, previous].filter(id => id !== undefined),
  }
}

/** The new value was never asked about before. */
function asFirst(call: PlanCall): PlanStep {
  return call.kind === 'ask-target' ? {kind: 'ask-first', versionId: call.versionId} : call
}

function storeChange(draft: PutDraft, flags: readonly string[]): PlannedChange {
  const {secret, versionId, made} = draft
  const off: PlanCall = {kind: 'move', label: holdLabel(versionId), from: versionId}
  return {
    action: 'secretsmanager:PutSecretValue',
    aws: storeText(secret.arn, versionId, made, flags),
    undo: changesOf([off], secret.arn, flags).map(({aws}) => aws),
  }
}

function targetNote(kind: TargetKind): string {
  if (kind === 'unnamed')
    return 'nothing is changed there; nobody knows whether it takes the new value (--probe asks it)'
  if (kind === 'none') return 'there is none, as was said'
  return 'nothing is changed there; unless it takes the new value, AWSCURRENT stays where it is'
}
