import {fail, type CaseVerdict} from './item.ts'
import {holderOf} from './labels.ts'
import type {Labels, Observation, RotationResult, Seen, StepResult} from './observation.ts'
import type {Step} from './steps.ts'

/** Services whose calls change neither the secret nor a target. */
const SIDE_CHANNELS = new Set(['cloudwatch', 'events', 'kms', 'logs', 'monitoring', 'ses', 'sesv2', 'sns', 'sts'])

/** A version as reports name it. */
export const short = (version: string | undefined) => version?.slice(0, 8) ?? 'no version'

/** What a step of the last attempt came to; undefined: it was not reached. */
export function resultOf({steps}: RotationResult, step: Step): StepResult | undefined {
  return steps.find(result => result.step === step)
}

/** The verdict where what an item is about was never reached. */
export function unreached({steps}: RotationResult, step: Step): CaseVerdict {
  const last = steps.at(-1)?.step ?? 'createSecret'
  return {verdict: 'skipped', reason: `${step} was not reached: ${last} failed`}
}

/** A verdict for what cannot be asked of this target. */
export const notPossible: CaseVerdict = {verdict: 'skipped', reason: 'the model of this target has no such thing'}

/** A call of the function that changed the secret or a target. */
export function isWrite({by, readOnly, tookEffect, service}: Seen): boolean {
  return by === 'function' && tookEffect && !readOnly && !SIDE_CHANNELS.has(service)
}

/** A call of the function that changed a target. */
export function changesTarget(seen: Seen): boolean {
  return isWrite(seen) && seen.service !== 'secretsmanager'
}

/** `iam:UpdateAccessKey` */
export const callName = ({service, operation}: Seen) => `${service}:${operation}`

/** Whether the target was another one at the end of an invocation than before; false where nobody can say. */
export function changedTarget({samples}: Observation, {calls}: StepResult): boolean {
  const [first] = calls
  const last = calls.at(-1)
  if (first === undefined || last === undefined) return false
  const before = samples.findLast(({after}) => after < Math.min(...calls.map(({index}) => index)))
  const after = samples.findLast(sample => sample.after <= last.index)
  return before?.target !== after?.target
}

/** What a finished rotation leaves behind, by the labels before it; undefined: all of it is right. */
export function wrongLabels(before: Labels, after: Labels, token: string): CaseVerdict | undefined {
  const former = holderOf(before, 'AWSCURRENT')
  const current = holderOf(after, 'AWSCURRENT')
  const expected = 'AWSCURRENT is on the new version, AWSPREVIOUS on the former current one, and no other label moved'
  if (current !== token) return fail(expected, `AWSCURRENT is on ${short(current)}, not on ${short(token)}`)
  const previous = holderOf(after, 'AWSPREVIOUS')
  if (previous !== former) return fail(expected, `AWSPREVIOUS is on ${short(previous)}, not on ${short(former)}`)
  const others = new Set([before, after].flatMap(labels => Object.values(labels).flat()))
  for (const label of ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING']) others.delete(label)
  const moved = [...others].find(label => holderOf(before, label) !== holderOf(after, label))
  return moved === undefined ? undefined : fail(expected, `the label ${moved} moved`)
}
