import {SPARED} from './doctor-key-answers.ts'
import {answerByList} from './previous-key.ts'
import {AWSCURRENT, AWSPREVIOUS} from '../rotation/secret.ts'
import {holdLabel} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {shortened} from './doctor-answers.ts'
import type {RepairStep} from './doctor-events.ts'
import type {DoctorOptions} from './doctor-options.ts'
import {targetOf} from './doctor-target.ts'
import type {LabelPlan} from './label-plan.ts'
import {checkLabelRoom} from './label-room.ts'
import {type LabelWork, moveLabel, pinVersion} from './label-work.ts'
import {mutateActions} from './mutate.ts'
import {readConsent, readVersion, readVersionActions} from './read-consent.ts'
import {type ResolvedSecret, resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {endsTooEarly, keyEndOf} from './rollback-key-end.ts'
import {rollbackPlan, rollbackSteps} from './rollback-plan.ts'
import {proofRefusal, type RollbackProof, rollbackVersions, type RollbackVersions} from './rollback-refusals.ts'
import {unsafe} from './secret-refusals.ts'
import {
  isDead,
  notAsked,
  proofOf,
  type ProofWish,
  type TargetAnswer,
  type TargetProof,
  targetProofActions,
} from './target-proof.ts'
import {targetWords} from './target-words.ts'
import {makeTargetRun, type TargetRun} from './target-run.ts'

export const rollbackActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...readVersionActions,
  ...targetProofActions,
  'secretsmanager:UpdateSecretVersionStage',
  'appsync:ListApiKeys',
] as const

export interface RollbackOptions extends Pick<DoctorOptions, 'probe' | 'target' | 'readValues'> {
  readonly secretId: string
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Go back although nobody knows whether the target takes the old value. */
  readonly unproven: boolean
  readonly dryRun: boolean
  /** Before anything is asked or sent. */
  onPlan(plan: LabelPlan): void
  onStep(step: RepairStep): void
}

export interface RollbackResult {
  readonly plan: LabelPlan
  /** SECRET as typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  readonly versions: RollbackVersions
  /** `not-accepted`: AWSCURRENT was moved, and then the target did not take it. */
  readonly outcome: 'planned' | 'declined' | 'rolled-back' | 'not-accepted'
  readonly proof: TargetProof
  /** What the target said of the value in use, afterwards. Absent: it was not asked. */
  readonly after?: TargetAnswer
  /** The label that keeps the newer version. Absent: the target rejects that one, so none is needed. */
  readonly keptLabel?: string
}

/**
 * Makes the previous value current again, after proof that the target takes it. Throws what forbids it (exit 3), STATE_CHANGED,
 * CHANGE_NOT_SEEN, and what AWS refuses with.
 */
export async function rollback(context: Context, options: RollbackOptions): Promise<RollbackResult> {
  const secret = await resolveSecret(context, options.secretId)
  const words = [options.secretId, ...context.scopeFlags(secret.scope).secrot]
  const versions = rollbackVersions(context, secret, words)
  const run = makeTargetRun(context, options)
  const {wishes, proof} = await proofBefore(run, secret, versions, options)
  const said = saidOf(versions, proof)
  const refusal = proofRefusal(said, {
    name: secret.description.name,
    words,
    // What is only planned moves nothing; right before a move it is asked about.
    unproven: options.unproven || said.previous.reason === SPARED,
    asked: targetWords(options),
  })
  if (refusal !== undefined) throw refusal
  const asks = proof.kind !== 'unnamed' && wishes.length > 0
  const steps = rollbackSteps(secret, versions, said, asks)
  checkLabelRoom(context, secret, steps)
  const caller = await context.caller(secret.scope)
  const [back] = wishes
  const keyEnd =
    proof.kind === 'appsync-key' && back !== undefined ? await keyEndOf(context, secret, back.value) : undefined
  const plan = rollbackPlan(context, secret, {versions, proof, said, steps, caller, keyEnd})
  options.onPlan(plan)
  const early =
    keyEnd === undefined
      ? undefined
      : endsTooEarly(keyEnd, secret.description, {
          now: context.clock.now(),
          words: [...words, ...targetWords(options)],
        })
  if (early !== undefined) context.progress.warn(early)
  const end = (outcome: RollbackResult['outcome'], after?: TargetAnswer): RollbackResult => {
    const kept = isDead(said.current) ? {} : {keptLabel: holdLabel(versions.current)}
    return {plan, words, versions, outcome, proof, ...kept, ...(after === undefined ? {} : {after})}
  }
  if (options.dryRun) return end('planned')
  if (!(await context.ask.confirm({...questionOf(said, options), answer: options.yes === true ? true : undefined})))
    return end('declined')
  const work: LabelWork = {context, secret, now: secret.description, onStep: step => options.onStep(step)}
  for (const step of steps) await make(work, step)
  if (!asks) return end('rolled-back')
  const [after] = (await proofOf(run, work.now, proof.kind, wishes.slice(0, 1))).answers
  options.onStep({at: context.clock.now(), ok: after?.answer === 'accepted', name: 'target', text: afterText(after)})
  const proven = after?.answer === 'accepted' || (options.unproven && !isDead(after))
  return end(proven ? 'rolled-back' : 'not-accepted', after)
}

function afterText(after: TargetAnswer | undefined): string {
  if (after?.answer === 'accepted') return 'accepts what consumers read now'
  if (isDead(after)) return `rejects ${after?.versionId}, which consumers read now`
  return `did not say whether it takes ${after?.versionId}: ${after?.reason}`
}

/** AWSPREVIOUS first: the random value that a probe has to reject has its shape. */
async function proofBefore(
  run: TargetRun,
  secret: ResolvedSecret,
  {current, previous}: RollbackVersions,
  {readValues, dryRun}: Pick<RollbackOptions, 'readValues' | 'dryRun'>,
): Promise<{readonly wishes: readonly ProofWish[]; readonly proof: TargetProof}> {
  const kind = targetOf(run, secret.description)
  const nobody: TargetProof = {kind, answers: []}
  if (kind === 'unnamed') return {wishes: [], proof: nobody}
  if (!(await readConsent(run, {kind, readValues, versions: 2}))) return {wishes: [], proof: nobody}
  const wishes: ProofWish[] = []
  for (const [versionId, label] of [[previous, AWSPREVIOUS] as const, [current, AWSCURRENT] as const]) {
    const stored = await readVersion(run, secret, versionId)
    if (stored === undefined && label === AWSPREVIOUS) throw withoutValue(run, secret, versionId)
    if (stored !== undefined) wishes.push({versionId, label, value: stored.value})
  }
  const known = dryRun && kind === 'iam-key' ? await answerByList(run, secret.description, wishes) : undefined
  const asked = wishes.filter(({versionId}) => versionId !== known?.versionId)
  const proof = await proofOf(run, secret.description, kind, asked)
  return {wishes, proof: known === undefined ? proof : {...proof, answers: [known, ...proof.answers]}}
}

function withoutValue({context}: TargetRun, {description, scope}: ResolvedSecret, versionId: string): SecrotError {
  const {name} = description
  const look = ['secrot', 'versions', name, ...context.scopeFlags(scope).secrot]
  return unsafe('PREVIOUS_WITHOUT_VALUE', `AWSPREVIOUS of ${name}, ${versionId}, holds no value.`, ['See', look])
}

function saidOf({current, previous}: RollbackVersions, {answers}: TargetProof): RollbackProof {
  const of = (versionId: string, label: string): TargetAnswer =>
    answers.find(answer => answer.versionId === versionId) ?? notAsked(versionId, label, 'nobody asked the target')
  return {current: of(current, AWSCURRENT), previous: of(previous, AWSPREVIOUS)}
}

/** What is not known stands in the question; the flag alone does not answer it. */
function questionOf({previous}: RollbackProof, {unproven}: Pick<RollbackOptions, 'unproven'>) {
  const {versionId} = previous
  const message =
    unproven && previous.answer !== 'accepted'
      ? `Nobody knows whether the target takes ${versionId}. Move AWSCURRENT back to it all the same?`
      : `Move AWSCURRENT back to ${versionId}?`
  return {message: shortened(message), answeredBy: '--yes'}
}

async function make(work: LabelWork, step: PlanCall): Promise<void> {
  if (step.kind === 'pin') await pinVersion(work, step.versionId)
  if (step.kind !== 'move') return
  const {kind: _, ...move} = step
  await moveLabel(work, move, move.label === AWSCURRENT ? 'new readers' : 'nobody')
}
