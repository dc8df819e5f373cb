import {AWSCURRENT} from '../rotation/secret.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import type {NamedTarget} from '../doctor/facts.ts'
import {kindOfValue} from '../probes/kind-of-value.ts'
import {refuseWithoutRoom} from './compromised-room.ts'
import type {Context} from './context.ts'
import {targetOf} from './doctor-target.ts'
import {readVersion} from './read-consent.ts'
import {resolveSecret, type ResolvedSecret} from './resolve-secret.ts'
import {allowanceOf} from './retire-changes.ts'
import {type Ending, endingName} from './retire-ending.ts'
import {findEnding} from './retire-find.ts'
import {retire, retireActions, type RetireResult} from './retire.ts'
import type {RetireOptions} from './retire-options.ts'
import {DEFAULT_WAIT_MS} from './retire-options.ts'
import {kindUnknown, noCurrent, withoutCredential} from './retire-refusals.ts'
import {useLines} from './retire-use.ts'
import type {RotationPlan} from './rotate-plan.ts'
import {rotateRefusal} from './rotate-refusals.ts'
import type {RotateWatch} from './rotate-start.ts'
import {rotate, rotateActions, type RotateResult} from './rotate.ts'
import {makeTargetRun, type TargetRun} from './target-run.ts'

export const rotateCompromisedActions = [...rotateActions, ...retireActions] as const

export interface CompromisedOptions extends Pick<RetireOptions, 'onStep'> {
  readonly secretId: string
  /** `retire:LAST4` answers the question, `rotation-off` that of a rotation that is off. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
  readonly watch: () => RotateWatch
  readonly functionProfile?: string | undefined
  /** The plan of the rotation, what it ends, and who used that; before anything is asked or sent. */
  onPlan(plan: RotationPlan, ends: {readonly name: string; readonly used: readonly string[]}): void
  onRetirePlan: RetireOptions['onPlan']
}

export interface CompromisedResult {
  readonly rotated: RotateResult
  /** Absent: the rotation did not succeed, so the old credential is the one in use, or nobody knows. */
  readonly retired?: RetireResult
}

/**
 * Rotates a secret whose credential has leaked, follows it, and ends the old credential without an overlap; one question is
 * asked for both. Throws KIND_UNKNOWN and NO_ROOM_FOR_KEY (exit 3) before the rotation where nothing could be ended or the
 * function could make no key, and what `rotate` and `retire` throw.
 */
export async function rotateCompromised(context: Context, options: CompromisedOptions): Promise<CompromisedResult> {
  const {secretId, allow, dryRun, functionProfile} = options
  const secret = await resolveSecret(context, secretId)
  const refusal = rotateRefusal(context, secret)
  if (refusal !== undefined) throw refusal
  const words = [secretId, ...context.scopeFlags(secret.scope).secrot]
  const {ending, kind, versionId, run} = await leaked(context, secret, words)
  if (ending.kind === 'iam-key') await refuseWithoutRoom({run, secret, words, ending, functionProfile})
  const name = endingName(ending)
  const flag = allowanceOf(ending)
  const rotated = await rotate(context, {
    secretId,
    allow,
    dryRun,
    functionProfile,
    watch: options.watch,
    question: {
      message: `Rotate, then end ${name} at once? Whoever still holds it is refused.`,
      answeredBy: `--allow ${flag}`,
      typed: secret.description.name,
      answer: allow.includes(flag) ? true : undefined,
    },
    onPlan: plan => options.onPlan(plan, {name, used: useLines(ending)}),
  })
  if (rotated.watched?.end.kind !== 'succeeded') return {rotated}
  const retired = await retire(context, {
    secretId: secret.arn,
    versionId,
    target: kind,
    readValues: true,
    allow,
    unusedForMs: 0,
    compromised: true,
    waitMs: DEFAULT_WAIT_MS,
    dryRun: false,
    answered: true,
    onPlan: plan => options.onRetirePlan(plan),
    onStep: step => options.onStep(step),
  })
  return {rotated, retired}
}

interface Leaked {
  readonly ending: Ending
  readonly kind: NamedTarget
  readonly versionId: string
  readonly run: TargetRun
}

/** The credential in use, which is the one that has leaked. Its value is read, which is said: nothing else names it. */
async function leaked(context: Context, secret: ResolvedSecret, words: readonly string[]): Promise<Leaked> {
  const {staging} = secret.description
  const versionId = holderOf(staging, AWSCURRENT)
  if (versionId === undefined) throw noCurrent(secret, words)
  context.progress.line('Reads values (GetSecretValue) to know which credential has leaked, and to prove the new one.')
  const run = makeTargetRun(context, {})
  const target = targetOf(run, secret.description)
  if (target === 'none' || target === 'command') throw kindUnknown(secret, words, target)
  const stored = await readVersion(run, secret, versionId)
  if (stored === undefined) throw withoutCredential(secret, words, versionId)
  const kind = target === 'unnamed' ? kindOfValue(stored.value, secret.description.tags) : target
  if (kind === undefined) throw kindUnknown(secret, words, 'unnamed')
  const held = {versionId, labels: labelsOf(staging, versionId), value: stored.value}
  const ending = await findEnding(context, secret, {kind, current: held, old: held, holders: [held], unread: []}, words)
  return {ending, kind, versionId, run}
}
