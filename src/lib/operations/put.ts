import {holdLabel} from '../doctor/facts.ts'
import {AWSCURRENT, AWSPREVIOUS} from '../rotation/secret.ts'
import {holderOf, labelsOf, pendingVersionOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {targetOf} from './doctor-target.ts'
import type {LabelPlan} from './label-plan.ts'
import {checkLabelRoom} from './label-room.ts'
import type {LabelWork} from './label-work.ts'
import {mutateActions} from './mutate.ts'
import {actPut} from './put-act.ts'
import type {PutOptions, PutOutcome, PutResult} from './put-options.ts'
import type {PutDraft} from './put-draft.ts'
import {putCalls, putPlan} from './put-plan.ts'
import {isStored, madeValue, type OldValues, readOldValues, unfinishedPut} from './put-value.ts'
import {readVersion, readVersionActions} from './read-consent.ts'
import {type ResolvedSecret, resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {unsafe} from './secret-refusals.ts'
import {targetWords} from './target-words.ts'
import {proofOf, type ProofWish, type TargetProof, targetProofActions} from './target-proof.ts'
import {makeTargetRun, type TargetRun} from './target-run.ts'
import {pendingRefusal, valueRefusal} from './value-refusals.ts'

export const putActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...readVersionActions,
  ...targetProofActions,
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
] as const

/**
 * Gives a secret a new value: stored under a label of its own, asked about at the target, then made current in one call.
 * Throws what forbids it (exit 3), what makes it no value (exit 2), STATE_CHANGED, CHANGE_NOT_SEEN, and what AWS refuses with.
 */
export async function put(context: Context, options: PutOptions): Promise<PutResult> {
  const secret = await resolveSecret(context, options.secretId)
  const words = [options.secretId, ...context.scopeFlags(secret.scope).secrot]
  const {staging, name} = secret.description
  const versions = {current: holderOf(staging, AWSCURRENT), previous: holderOf(staging, AWSPREVIOUS)}
  const refusal = valueRefusal(context, secret, 'put')
  if (refusal !== undefined) throw refusal
  // Without a version in use consumers get nothing: a pending one that is empty must not stand in the way.
  const pending = versions.current === undefined ? undefined : pendingRefusal(context, secret, words)
  if (pending !== undefined) throw pending

  const run = makeTargetRun(context, options)
  const kind = targetOf(run, secret.description)
  const given = await options.given(name)
  const old = await readOldValues(run, secret, versions, {...options, kind})
  const made = madeValue(context, secret, given, old, options)
  run.keep(made.value)
  const about = {secret, words, versions, made, old, kind}
  const end = endOf(about, options)
  if (isStored(context, old.current, made)) {
    warnOfOwnLabel(context, about)
    return end('already', {kind, answers: []})
  }

  const earlier = await earlierVersion(run, secret, about)
  const versionId = earlier ?? context.random.uuid()
  const proof = await proofBefore(run, secret, {...about})
  if (kind === 'command') checkAnswers(words, options, proof)
  const draft: PutDraft = {...about, versionId, stored: earlier !== undefined, proof}
  const calls = putCalls(draft)
  checkLabelRoom(context, secret, [{kind: 'pin', versionId}, ...calls])
  const plan = putPlan(context, draft, calls, {...options, caller: await context.caller(secret.scope)})
  options.onPlan(plan)
  if (options.dryRun) return end('planned', proof, {plan})
  const message = `Store this value in ${name} and make it current?`
  const answer = options.yes === true ? true : undefined
  if (!(await context.ask.confirm({message, answeredBy: '--yes', answer}))) return end('declined', proof, {plan})
  const work: LabelWork = {context, secret, now: secret.description, onStep: step => options.onStep(step)}
  const done = await actPut(run, work, draft, calls)
  const answers = done.answer === undefined ? proof.answers : [...proof.answers, done.answer]
  return end(done.outcome, {...proof, answers}, {plan, versionId, keptLabels: done.keptLabels})
}

/** A run that was killed between moving AWSCURRENT and taking its own label off has left that. */
function warnOfOwnLabel({progress}: Context, {secret, words, versions}: About): void {
  const {current = ''} = versions
  const label = holdLabel(current)
  if (!labelsOf(secret.description.staging, current).includes(label)) return
  const fix = shellCommand(['secrot', 'doctor', ...words, '--fix', '--allow', 'hold-label-left'])
  progress.warn(`${current} still carries ${label}, which it no longer needs. To take it off: ${fix}`)
}

/** A probe that cannot reject a random value could not speak of the new one either. Throws PROBE_WITHOUT_ANSWER (exit 3). */
function checkAnswers(words: readonly string[], options: PutOptions, {check, answers}: TargetProof): void {
  const [first] = answers
  if (first === undefined || check !== undefined) return
  const doctor = ['secrot', 'doctor', ...words, ...targetWords(options)]
  throw unsafe('PROBE_WITHOUT_ANSWER', `The probe cannot be asked: ${first.reason}. Nothing was stored.`, [
    'See',
    doctor,
  ])
}

type About = Pick<PutDraft, 'secret' | 'words' | 'versions' | 'made' | 'old' | 'kind'>

function endOf({secret, words, versions, made}: About, {field}: PutOptions) {
  const {current} = versions
  const pending = pendingVersionOf(secret.description.staging) !== undefined
  const base = {secret, words, field, bytes: made.value.byteLength, pending}
  return (
    outcome: PutOutcome,
    proof: TargetProof,
    more: {readonly plan?: LabelPlan; readonly versionId?: string; readonly keptLabels?: readonly string[]} = {},
  ): PutResult => ({
    ...base,
    ...(current === undefined ? {} : {previousVersionId: current}),
    outcome,
    proof,
    keptLabels: [],
    ...more,
  })
}

/** A run that did not come to its end may have stored this very value: it is taken up, where values may be read. */
async function earlierVersion(
  run: TargetRun,
  secret: ResolvedSecret,
  {made, old}: {readonly made: About['made']; readonly old: OldValues},
): Promise<string | undefined> {
  const {context} = run
  const found = await unfinishedPut(context, secret)
  if (found === undefined) return undefined
  const stored = old.current === undefined ? undefined : await readVersion(run, secret, found)
  if (isStored(context, stored, made)) return found
  context.progress.warn(`An earlier run stored ${found} and did not make it current; it keeps secrot-hold-${found}.`)
  return undefined
}

/** What the target says of the versions that are there; the random value that a probe has to reject is shaped like them. */
async function proofBefore(
  run: TargetRun,
  secret: ResolvedSecret,
  {kind, versions, old}: Pick<About, 'kind' | 'versions' | 'old'>,
): Promise<TargetProof> {
  const wishes: ProofWish[] = []
  if (kind !== 'none' && versions.current !== undefined && old.current !== undefined)
    wishes.push({versionId: versions.current, label: AWSCURRENT, value: old.current.value})
  if (kind !== 'none' && versions.previous !== undefined && old.previous !== undefined)
    wishes.push({versionId: versions.previous, label: AWSPREVIOUS, value: old.previous.value})
  if (kind === 'unnamed' || wishes.length === 0) return {kind, answers: []}
  return proofOf(run, secret.description, kind, wishes)
}
