import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type Staging} from './secret.ts'
import {holderOf, holders, labelsOf} from './staging.ts'

/** A secret carries at most this many labels over all its versions (user guide, reference_limits). */
export const maxLabels = 20

/** One UpdateSecretVersionStage. Absent `to` detaches; absent `from` says that nobody holds the label. */
export interface LabelMove {
  readonly label: string
  readonly from?: string
  readonly to?: string
}

export type LabelRefusal =
  | 'nothing-asked'
  | 'current-needs-a-holder'
  | 'held-by-another-version'
  | 'held-by-nobody'
  | 'too-many-labels'
  | 'version-exists'

export type LabelOutcome =
  | {readonly kind: 'labels'; readonly staging: Staging}
  | {readonly kind: 'refused'; readonly reason: LabelRefusal}

/**
 * What PutSecretValue does to the labels. Absent `labels` mean AWSCURRENT; a put of AWSCURRENT takes AWSPENDING off its
 * holder, which abandons a rotation. Named labels are taken from whoever holds them. UpdateSecret with a value is a
 * plain put.
 */
export function putVersion(staging: Staging, versionId: string, labels?: readonly string[]): LabelOutcome {
  if (staging.has(versionId)) return {kind: 'refused', reason: 'version-exists'}
  const wanted = labels ?? [AWSCURRENT]
  let next: Staging = new Map([...staging, [versionId, []]])
  for (const label of wanted) next = label === AWSCURRENT ? promote(next, versionId) : give(next, label, versionId)
  if (wanted.includes(AWSCURRENT) && !wanted.includes(AWSPENDING)) next = take(next, AWSPENDING)
  return bounded(next)
}

/** What UpdateSecretVersionStage does to the labels, refusals included. The version moved to is taken to exist. */
export function moveLabel(staging: Staging, move: LabelMove): LabelOutcome {
  const {label, from, to} = move
  const holder = holderOf(staging, label)
  if (from === undefined && to === undefined) return {kind: 'refused', reason: 'nothing-asked'}
  if (label === AWSCURRENT && to === undefined) return {kind: 'refused', reason: 'current-needs-a-holder'}
  if (holder === undefined && from !== undefined) return {kind: 'refused', reason: 'held-by-nobody'}
  if (holder !== from && holder !== to) return {kind: 'refused', reason: 'held-by-another-version'}
  if (to === undefined) return {kind: 'labels', staging: take(staging, label)}
  if (holder === to) return {kind: 'labels', staging}
  return bounded(label === AWSCURRENT ? promote(staging, to) : give(staging, label, to))
}

/** Moves that make `wanted` out of `now`, in an order AWS accepts; AWSPREVIOUS is left to follow AWSCURRENT where it does. */
export function planMoves(now: Staging, wanted: Staging): readonly LabelMove[] {
  const target = holders(wanted)
  const order = [...new Set([...target.keys(), ...holders(now).keys(), AWSPREVIOUS])].sort((a, b) => rank(a) - rank(b))
  const moves: LabelMove[] = []
  let staging = now
  for (const label of order) {
    const [from, to] = [holderOf(staging, label), target.get(label)]
    if (from === to || (label === AWSCURRENT && to === undefined)) continue
    const move: LabelMove = {label, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}
    const outcome = moveLabel(staging, move)
    if (outcome.kind === 'refused') continue
    moves.push(move)
    staging = outcome.staging
  }
  return moves
}

// AWSCURRENT first, because it drags AWSPREVIOUS along; what is then still wrong with AWSPREVIOUS is set right after it.
function rank(label: string): number {
  if (label === AWSCURRENT) return 0
  return label === AWSPREVIOUS ? 1 : 2
}

function promote(staging: Staging, versionId: string): Staging {
  const old = holderOf(staging, AWSCURRENT)
  if (old === versionId) return staging
  const withoutPrevious = take(staging, AWSPREVIOUS)
  const moved = give(withoutPrevious, AWSCURRENT, versionId)
  return old === undefined ? moved : give(moved, AWSPREVIOUS, old)
}

function give(staging: Staging, label: string, versionId: string): Staging {
  const next = new Map(take(staging, label))
  next.set(versionId, [...labelsOf(next, versionId), label])
  return next
}

function take(staging: Staging, label: string): Staging {
  return new Map([...staging].map(([versionId, labels]) => [versionId, labels.filter(held => held !== label)]))
}

function bounded(staging: Staging): LabelOutcome {
  return holders(staging).size > maxLabels ? {kind: 'refused', reason: 'too-many-labels'} : {kind: 'labels', staging}
}
