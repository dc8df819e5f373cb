import type {TargetKind} from '../doctor/facts.ts'
import {SecrotError} from '../errors.ts'
import {AWSCURRENT, AWSPENDING} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import type {DoctorOptions} from './doctor-options.ts'
import {targetByFunction} from './doctor-target.ts'
import {readConsent, readVersion, readVersionActions} from './read-consent.ts'
import type {StepState} from './step-change.ts'
import type {StepSession} from './step-session.ts'
import {notAsked, proofOf, type ProofWish, type TargetAnswer, targetProofActions} from './target-proof.ts'
import type {TargetRun} from './target-run.ts'

export const stepTargetActions = [...readVersionActions, ...targetProofActions] as const

/** What the target says after a step, or the flag that would have it asked. */
export type StepTarget =
  | {readonly kind: 'asked'; readonly answers: readonly TargetAnswer[]}
  | {readonly kind: 'not-asked'; readonly flag: '--probe' | '--read-values'}

/**
 * Who is asked after each step; undefined: nobody. The flags are the consent to read the pending and the current value, so
 * that no question comes between the steps.
 */
export async function targetToAsk(
  run: TargetRun,
  session: StepSession,
  {readValues}: Pick<DoctorOptions, 'readValues'>,
): Promise<TargetKind | undefined> {
  const kind = await targetOfSession(run, session)
  if (kind === 'unnamed' || (kind !== 'command' && !readValues)) return undefined
  return (await readConsent(run, {kind, readValues, versions: 2})) ? kind : undefined
}

/** Why nobody is asked: no target was named, or its values may not be read. */
export async function notAskedTarget(run: TargetRun, session: StepSession): Promise<StepTarget> {
  return {kind: 'not-asked', flag: (await targetOfSession(run, session)) === 'unnamed' ? '--probe' : '--read-values'}
}

function targetOfSession(run: TargetRun, session: StepSession): Promise<TargetKind> {
  return targetByFunction(run, session.secret.description, session.function.configuration.codeSha256)
}

/** Asks about the pending value, whose shape the random value has that a probe must reject, and about the one in use. */
export async function askAfterStep(
  run: TargetRun,
  {secret, versionId}: StepSession,
  kind: TargetKind,
  {description}: StepState,
): Promise<StepTarget> {
  const current = holderOf(description.staging, AWSCURRENT)
  const asked: readonly (readonly [id: string | undefined, label: string])[] =
    current === versionId
      ? [[current, AWSCURRENT]]
      : [
          [versionId, AWSPENDING],
          [current, AWSCURRENT],
        ]
  const wishes: ProofWish[] = []
  const unread: TargetAnswer[] = []
  for (const [id, label] of asked) {
    if (id === undefined) continue
    const stored = await readOrWhy(run, secret, id)
    if (typeof stored === 'string') unread.push(notAsked(id, label, stored))
    else wishes.push({versionId: id, label, value: stored.value})
  }
  const {answers} = await proofOf(run, description, kind, wishes)
  return {kind: 'asked', answers: [...answers, ...unread]}
}

async function readOrWhy(run: TargetRun, secret: StepSession['secret'], versionId: string) {
  try {
    return (await readVersion(run, secret, versionId)) ?? 'it has no value'
  } catch (error) {
    if (!(error instanceof SecrotError) || run.context.signal.aborted) throw error
    return error.action === undefined ? error.message : `not read, ${error.action}`
  }
}
