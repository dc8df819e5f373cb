import type {LabelMove} from '../../rotation/label-algebra.ts'
import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type SecretDescription, type Staging} from '../../rotation/secret.ts'
import {holderOf, labelsOf} from '../../rotation/staging.ts'
import {persist} from './persisting.ts'
import type {LabelsSeen, ReadFailure, WatchSubject} from './state.ts'

/** What one more DescribeSecret adds. A read that is older than one already seen (a lagging replica) adds nothing. */
export function seeLabels(
  seen: LabelsSeen,
  subject: WatchSubject,
  description: SecretDescription,
  at: number,
): LabelsSeen {
  const before = seen.newest?.description
  if (isOlder(description, before)) return withoutUnread(seen)
  const {versionId} = subject
  const labels = labelsOf(description.staging, versionId)
  const changedAt = description.lastChangedAt ?? at
  const has = (label: string): boolean => labels.includes(label)
  const moves = before === undefined ? [] : movesBetween(before.staging, description.staging)
  return {
    ...withoutUnread(seen),
    newest: {description, readAt: at},
    seenPending: seen.seenPending || has(AWSPENDING),
    previousAtFirst: before === undefined ? has(AWSPREVIOUS) && has(AWSPENDING) : seen.previousAtFirst,
    ...(seen.promoted === undefined && has(AWSCURRENT) ? {promoted: promotion(subject, before, changedAt, at)} : {}),
    lost: persist(seen.lost, ![AWSPENDING, AWSCURRENT, AWSPREVIOUS].some(has), changedAt, at),
    off: persist(seen.off, description.rotationEnabled === false, changedAt, at),
    moves: isNews(moves, versionId, has(AWSCURRENT))
      ? [...seen.moves, {at: changedAt, learnedAt: at, moves}]
      : seen.moves,
    changes: seen.changes.at(-1) === changedAt ? seen.changes : [...seen.changes, changedAt],
  }
}

/** A DescribeSecret that failed. What was seen before stays. */
export function missLabels(seen: LabelsSeen, failure: ReadFailure, at: number): LabelsSeen {
  const known = seen.unread
  const persisting = known?.denied === failure.denied && known.gone === failure.gone ? known : undefined
  return {...seen, unread: {...failure, ...persist(persisting, true, at, at)!}}
}

function isOlder(description: SecretDescription, before: SecretDescription | undefined): boolean {
  return (description.lastChangedAt ?? Infinity) < (before?.lastChangedAt ?? -Infinity)
}

function withoutUnread(seen: LabelsSeen): LabelsSeen {
  const {unread: _, ...rest} = seen
  return rest
}

function promotion(subject: WatchSubject, before: SecretDescription | undefined, at: number, learnedAt: number) {
  const from = before === undefined ? subject.currentBefore : holderOf(before.staging, AWSCURRENT)
  return {at, learnedAt, ...(from === undefined || from === subject.versionId ? {} : {from})}
}

/** Moves of AWS's own labels between two reads. */
export function movesBetween(before: Staging, after: Staging): readonly LabelMove[] {
  return [AWSCURRENT, AWSPENDING, AWSPREVIOUS].flatMap(label => {
    const [from, to] = [holderOf(before, label), holderOf(after, label)]
    if (from === to) return []
    return [{label, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}]
  })
}

/** The start and the promotion of the version are told elsewhere; that AWSPENDING leaves a current version is no news. */
function isNews(moves: readonly LabelMove[], versionId: string, current: boolean): boolean {
  return moves.some(({label, from, to}) => {
    if (to === versionId) return false
    return label === AWSCURRENT || (label === AWSPENDING && from === versionId && !current)
  })
}
