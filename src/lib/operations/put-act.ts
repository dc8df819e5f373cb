import {holdLabel, isHoldLabel} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {AWSCURRENT} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import {changeSeen, type LabelWork, moveLabel, pinVersion} from './label-work.ts'
import type {PutOutcome} from './put-options.ts'
import type {PutDraft} from './put-draft.ts'
import {storeMutation} from './put-store.ts'
import {isDead, proofOf, type TargetAnswer} from './target-proof.ts'
import type {TargetRun} from './target-run.ts'

export interface PutDone {
  readonly outcome: Extract<PutOutcome, 'put' | 'rejected' | 'unproven'>
  /** Absent: the target was not asked. */
  readonly answer?: TargetAnswer
  readonly keptLabels: readonly string[]
}

/**
 * Stores the value, asks the target about it, and gives it to consumers. A value that the target rejects loses its own label
 * again; one that it did not speak of keeps it.
 */
export async function actPut(
  run: TargetRun,
  work: LabelWork,
  draft: PutDraft,
  calls: readonly PlanCall[],
): Promise<PutDone> {
  const {versionId} = draft
  const own = holdLabel(versionId)
  if (!draft.stored) await store(work, draft)
  const asks = calls.some(call => call.kind === 'ask-target')
  const answer = asks ? await askTarget(run, work, draft) : undefined
  const said = answer === undefined ? {} : {answer}
  if (answer !== undefined && answer.answer !== 'accepted') {
    if (!isDead(answer)) return {outcome: 'unproven', ...said, keptLabels: [own]}
    await takeOff(work, own, versionId)
    return {outcome: 'rejected', ...said, keptLabels: []}
  }
  const keptLabels: string[] = []
  for (const call of calls) {
    if (call.kind === 'pin') {
      await pinVersion(work, call.versionId)
      keptLabels.push(holdLabel(call.versionId))
    }
    if (call.kind === 'move') await move(work, call)
  }
  return {outcome: 'put', ...said, keptLabels}
}

async function store(work: LabelWork, {versionId, made}: PutDraft): Promise<void> {
  const mutation = storeMutation(work.context, work.secret, versionId, made, work.now)
  const label = holdLabel(versionId)
  const text = `${versionId} under ${label}`
  const isThere = ({staging}: LabelWork['now']): boolean => labelsOf(staging, versionId).includes(label)
  await changeSeen(work, mutation, isThere, {name: 'stored', text})
}

async function askTarget(run: TargetRun, work: LabelWork, draft: PutDraft): Promise<TargetAnswer | undefined> {
  const {versionId, made, kind} = draft
  const createdAt = work.context.clock.now()
  const wish = {versionId, label: 'new', value: made.value, createdAt}
  const [answer] = (await proofOf(run, work.now, kind, [wish])).answers
  const ok = answer?.answer === 'accepted'
  const text = ok
    ? 'accepts the new value'
    : isDead(answer)
      ? 'rejects the new value'
      : `did not say whether it takes the new value: ${answer?.reason}`
  work.onStep({at: work.context.clock.now(), ok, name: 'target', text})
  return answer
}

/** The first value of all became AWSCURRENT with being stored (API PutSecretValue). */
async function move(work: LabelWork, call: Extract<PlanCall, {kind: 'move'}>): Promise<void> {
  const {kind: _, ...move} = call
  const isCurrent = move.label === AWSCURRENT
  if (isCurrent && move.to !== undefined && labelsOf(work.now.staging, move.to).includes(AWSCURRENT)) return
  if (move.to === undefined && isHoldLabel(move.label)) return takeOff(work, move.label, move.from ?? '')
  await moveLabel(work, move, isCurrent ? 'new readers' : 'nobody')
}

async function takeOff(work: LabelWork, label: string, versionId: string): Promise<void> {
  await moveLabel(work, {label, from: versionId}, 'nobody', {
    name: 'own label',
    text: `${label} taken off ${versionId}`,
  })
}
