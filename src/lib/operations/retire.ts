import {AWSCURRENT} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {doctorTargetActions} from './doctor-target.ts'
import {readValueActions} from './diff-versions.ts'
import type {LabelPlan, PlanStep} from './label-plan.ts'
import {lookupsActions} from './lookups.ts'
import {mutateActions} from './mutate.ts'
import {resolveSecret, type ResolvedSecret, resolveSecretActions} from './resolve-secret.ts'
import {actOnSteps} from './retire-act.ts'
import {allowanceOf} from './retire-changes.ts'
import {endedAlready, type Ending, endingName, last4Of} from './retire-ending.ts'
import {findEnding} from './retire-find.ts'
import {type Held, type HeldVersion, readHeld, retireVersions} from './retire-held.ts'
import type {RetireOptions} from './retire-options.ts'
import {retirePlan, retireSteps} from './retire-plan.ts'
import {currentNotProven, maybeInUse} from './retire-refusals.ts'
import {inUseBecause, unusedForOf, useLines} from './retire-use.ts'
import {proofOf, type TargetAnswer, type TargetProof} from './target-proof.ts'
import {makeTargetRun, type TargetRun} from './target-run.ts'

export const retireActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...readValueActions,
  ...doctorTargetActions,
  ...lookupsActions,
  'secretsmanager:ListSecretVersionIds',
  'iam:UpdateAccessKey',
  'iam:DeleteAccessKey',
  'appsync:UpdateApiKey',
  'appsync:DeleteApiKey',
] as const

export interface RetireResult {
  readonly secret: ResolvedSecret
  /** SECRET as typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** `not-proven`: it is disabled or ends soon, and then the current credential was not proven to work. */
  readonly outcome: 'planned' | 'declined' | 'already' | 'retired' | 'not-proven'
  readonly versionId: string
  /** Absent: nobody was to read the values. */
  readonly ending?: Ending
  /** What `ending` is called. */
  readonly called?: {readonly name: string; readonly last4: string}
  readonly held?: Held
  readonly plan?: LabelPlan
  readonly proof?: TargetProof
  /** What the target said of the current credential, in between or afterwards. Absent: it was not asked once more. */
  readonly after?: TargetAnswer
  /** Why there was nothing to do. */
  readonly because?: string
}

/**
 * Ends the credential of AWSPREVIOUS or of a named version, after showing who used it, and never the one in use. Throws
 * UNUSED_TOO_SHORT (exit 2), what forbids it (exit 3), STATE_CHANGED, and what AWS refuses with.
 */
export async function retire(context: Context, options: RetireOptions): Promise<RetireResult> {
  const secret = await resolveSecret(context, options.secretId)
  const words = [options.secretId, ...context.scopeFlags(secret.scope).secrot]
  const {compromised} = options
  const unusedForMs = compromised ? 0 : unusedForOf(secret, options.unusedForMs, words)
  const versions = await retireVersions(context, secret, words, options.versionId)
  const base = {secret, words, versionId: versions.old.versionId}
  const {target} = options
  const run = makeTargetRun(context, target === undefined ? {} : {target})
  const held = await readHeld(run, secret, versions, {words, readValues: options.readValues})
  if (held === undefined) return {...base, outcome: 'declined'}
  const ending = await findEnding(context, secret, held, words)
  const called = {name: endingName(ending), last4: last4Of(ending)}
  const now = context.clock.now()
  const because = endedAlready(ending, {now, compromised})
  if (because !== undefined) return {...base, ending, called, held, outcome: 'already', because}
  const proof = await proven(run, secret, held)
  const [answer] = proof.answers
  if (answer?.answer !== 'accepted')
    throw currentNotProven(secret, words, answer?.reason ?? `the target says: ${answer?.answer ?? 'nothing'}`)
  const inUse = compromised ? undefined : inUseBecause(ending, {now, unusedForMs})
  if (inUse !== undefined) throw refusedInUse(context, ending, words, inUse)
  const steps = retireSteps(ending, held.current.versionId, options, now)
  const plan = retirePlan(context, secret, {ending, held, proof, steps, caller: await context.caller(secret.scope)})
  options.onPlan(plan)
  const about = {...base, ending, called, held, plan, proof}
  if (options.dryRun) return {...about, outcome: 'planned'}
  if (options.answered !== true && !(await mayEnd(context, secret, {ending, steps}, options)))
    return {...about, outcome: 'declined'}
  const {kept, after} = await actOnSteps({context, secret, ending, unused: !compromised}, steps, {
    onStep: step => options.onStep(step),
    prove: async () => (await proven(run, secret, held)).answers[0],
  })
  return {...about, outcome: kept ? 'not-proven' : 'retired', ...(after === undefined ? {} : {after})}
}

/** Asks the target with the current credential: without one that works, nothing may end. */
function proven(run: TargetRun, {description}: ResolvedSecret, {kind, current}: Held): Promise<TargetProof> {
  return proofOf(run, description, kind, [wishOf(current)])
}

function wishOf({versionId, value, createdAt}: HeldVersion) {
  return {versionId, label: AWSCURRENT, value, ...(createdAt === undefined ? {} : {createdAt})}
}

/** Who uses it is shown before it is refused: that is what brings consumers to the new value. */
function refusedInUse(context: Context, ending: Ending, words: readonly string[], because: string) {
  for (const line of useLines(ending)) context.progress.line(`used  ${line}`)
  return maybeInUse(words, because)
}

/** The secret's name has to be typed, or the key named by its last four characters. */
function mayEnd(
  context: Context,
  {description}: ResolvedSecret,
  {ending, steps}: {readonly ending: Ending; readonly steps: readonly PlanStep[]},
  {allow}: Pick<RetireOptions, 'allow'>,
): Promise<boolean> {
  const flag = allowanceOf(ending)
  const forEver = steps.some(({kind}) => kind === 'delete-key' || kind === 'delete-api-key')
  return context.ask.confirm({
    message: `End ${endingName(ending)}${forEver ? ' for ever' : ''}?`,
    answeredBy: `--allow ${flag}`,
    typed: description.name,
    answer: allow.includes(flag) ? true : undefined,
  })
}
