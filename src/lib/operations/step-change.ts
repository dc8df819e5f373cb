import {differenceOf, type ShapeDifference, type StoredValue} from '../probes/shape.ts'
import type {LabelMove} from '../rotation/label-algebra.ts'
import {labelMoves} from '../rotation/label-moves.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Read} from './try-read.ts'

/** Secret and pending value as they were at one moment. */
export interface StepState {
  readonly description: SecretDescription
  /** Absent: values are not read (`--read-values`). In it, undefined: nothing is stored. */
  readonly value?: Read<StoredValue | undefined>
}

/** The difference that a step made. */
export interface StepChange {
  readonly labels: readonly LabelMove[]
  readonly value: ValueChange
}

/**
 * Of the pending value. `written`: the secret has changed and no label has moved, so a value was written, inferred;
 * `read`: both were read, and this is how their shapes differ.
 */
export type ValueChange =
  | {readonly kind: 'nothing'}
  | {readonly kind: 'written'}
  | {readonly kind: 'read'; readonly difference: ShapeDifference}
  | {readonly kind: 'unknown'; readonly reason: string}

/** What became of `before`. `key` is a random one of this process: values are compared by digests under it. */
export function changeBetween(before: StepState, after: StepState, key: Uint8Array): StepChange {
  const labels = labelMoves(before.description.staging, after.description.staging)
  return {labels, value: valueChange(before, after, labels.length > 0, key)}
}

function valueChange(before: StepState, after: StepState, labelsMoved: boolean, key: Uint8Array): ValueChange {
  const values = [before.value, after.value]
  const refused = values.find(read => read !== undefined && read.kind !== 'read')
  if (refused !== undefined) return unread(refused)
  // LastChangedDate is the last time the secret "was modified in any way" (API DescribeSecret).
  if (before.description.lastChangedAt === after.description.lastChangedAt) return {kind: 'nothing'}
  if (before.value?.kind === 'read' && after.value?.kind === 'read')
    return readChange(before.value.value, after.value.value, key)
  return labelsMoved ? {kind: 'unknown', reason: 'not known, labels moved as well (--read-values)'} : {kind: 'written'}
}

function readChange(before: StoredValue | undefined, after: StoredValue | undefined, key: Uint8Array): ValueChange {
  const difference = differenceOf(before, after, key)
  const none = difference.from.kind === 'none' && difference.to.kind === 'none'
  return none || difference.equal === true ? {kind: 'nothing'} : {kind: 'read', difference}
}

function unread(read: Exclude<Read<unknown>, {readonly kind: 'read'}>): ValueChange {
  return {kind: 'unknown', reason: `not read (${read.kind === 'denied' ? read.action : read.reason})`}
}
