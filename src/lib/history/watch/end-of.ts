import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type SecretDescription} from '../../rotation/secret.ts'
import {holderOf, labelsOf} from '../../rotation/staging.ts'
import type {FailedEnd, LastSeen, LeftEnd, SucceededEnd, TestedEnd, UnknownEnd, WatchEnd} from './ends.ts'
import {blind, failedRuns, lastSignAt, quietUntil, riskOf, standingFailure} from './evidence.ts'
import {eventsCertainUntil, saysPromoted, seenEvents, trailDelayMs} from './see-events.ts'
import {confirmed, lasting} from './persisting.ts'
import {beginOf, endOf, runsOf} from './see-log.ts'
import type {ReadFailure, WatchState} from './state.ts'
import {awaitsFinish, finishingRun, labelsCaughtUp} from './tell.ts'

/** Lambda's longest time limit: a step that was under way when rotation went off ends within it. */
const longestTimeoutMs = 900_000

/**
 * The verdict, or undefined while there is none: the table of transcripts.md section 4. A failed read, a failed attempt
 * or silence within its bound is none.
 */
export function endOfWatch(state: WatchState): WatchEnd | undefined {
  return (
    succeeded(state) ??
    cancelled(state) ??
    lostItsLabel(state) ??
    failed(state) ??
    unreadable(state) ??
    outOfTime(state)
  )
}

/** Ctrl-C or `d`. What was seen of the end stays seen. */
export function leftBehind(state: WatchState, at: number): SucceededEnd | LeftEnd {
  const left = {kind: 'left', at, versionId: state.subject.versionId, seen: lastSeen(state)} as const
  return promotion(state) ?? {...left, ...nearness(state)}
}

/** What speaks against its going on, where that has not become a verdict yet. */
function nearness(state: WatchState): Pick<LeftEnd, 'near'> {
  if (state.labels.off !== undefined) return {near: 'off'}
  if (state.labels.lost !== undefined && mayJudgeLoss(state)) return {near: 'lost'}
  return standingFailure(state) === undefined ? {} : {near: 'failed'}
}

/** A source failed in a way that no further poll mends (expired credentials that nobody renewed). */
export function unknownBecause(state: WatchState, failure: ReadFailure, at: number): SucceededEnd | UnknownEnd {
  const {reason, denied} = failure
  return (
    promotion(state) ?? {
      kind: 'unknown',
      at,
      versionId: state.subject.versionId,
      seen: lastSeen(state),
      source: 'labels',
      reason,
      denied,
    }
  )
}

/** How far it got, by what was seen last. */
export function lastSeen(state: WatchState): LastSeen {
  const run = runsOf(state).at(-1)
  const current = currentOf(state)
  return {
    at: lastSignAt(state),
    ...(current === undefined ? {} : {current}),
    currentAsBefore: current !== undefined && current === state.subject.currentBefore,
    ...(run?.step === undefined ? {} : {step: run.step}),
    ...(run === undefined ? {} : {stepOutcome: run.outcome, attempt: run.attempt}),
    certain: run?.certain ?? false,
  }
}

/** The promotion, once the step that made it was told or can no longer be. */
function succeeded(state: WatchState): SucceededEnd | undefined {
  const end = promotion(state)
  return end === undefined || awaitsFinish(state) ? undefined : end
}

function promotion(state: WatchState): SucceededEnd | undefined {
  const {labels, subject} = state
  const description = labels.newest?.description
  if (description === undefined) return undefined
  const replaced = labels.lost !== undefined || labelsOf(description.staging, subject.versionId).includes(AWSPREVIOUS)
  const wasPrevious = labelsOf(description.staging, subject.versionId).includes(AWSPREVIOUS) && !labels.previousAtFirst
  const pending = labelsOf(description.staging, subject.versionId).includes(AWSPENDING)
  const told = pending ? undefined : saysPromoted(state)
  if (labels.promoted === undefined && told === undefined && (pending || !wasPrevious)) return undefined
  const at = promotedAt(state, description, told?.at)
  const previous = holderOf(description.staging, AWSPREVIOUS)
  const current = holderOf(description.staging, AWSCURRENT)
  const replacedBy = replaced && current !== subject.versionId ? current : undefined
  return {
    kind: 'succeeded',
    at,
    versionId: subject.versionId,
    tookMs: Math.max(0, at - begunAt(state)),
    ...(previous === undefined || previous === subject.versionId ? {} : {previous}),
    ...(replacedBy === undefined ? {} : {replacedBy}),
  }
}

/** The first START may be a moment before the time that labels give for the start. */
function begunAt(state: WatchState): number {
  const first = runsOf(state)[0]
  return first === undefined ? state.subject.startedAt : Math.min(state.subject.startedAt, beginOf(first.invocation))
}

function promotedAt(state: WatchState, description: SecretDescription, toldAt: number | undefined): number {
  const finish = finishingRun(state)
  if (finish !== undefined && finish.outcome !== 'running') return endOf(finish.invocation)
  const {startedAt} = state.subject
  const rotatedAt = description.lastRotatedAt
  if (rotatedAt !== undefined && rotatedAt >= startedAt && state.labels.promoted?.at !== undefined) {
    return Math.min(rotatedAt, state.labels.promoted.at)
  }
  return state.labels.promoted?.at ?? toldAt ?? description.lastChangedAt ?? state.now
}

/** Rotation is off, and a step that was under way has had its time to end and to promote the version after all. */
function cancelled(state: WatchState): WatchEnd | undefined {
  const {labels, subject} = state
  if (!confirmed(labels.off)) return undefined
  const waitMs = subject.functionTimeoutMs ?? longestTimeoutMs
  const since = Math.max(labels.off.since, labels.newest?.description.lastChangedAt ?? 0)
  if ((labels.newest?.readAt ?? 0) < since + waitMs) return undefined
  const held = labels.newest === undefined ? [] : labelsOf(labels.newest.description.staging, subject.versionId)
  return {
    kind: 'cancelled',
    at: labels.off.at,
    versionId: subject.versionId,
    seen: lastSeen(state),
    risk: riskOf(state),
    pendingLeft: held.includes(AWSPENDING),
  }
}

/**
 * It has no label of rotation any more. That is abandoned if it never was current. Where that does not follow from the
 * labels, AWS's events are waited for, at most as long as they may be late.
 */
function lostItsLabel(state: WatchState): WatchEnd | undefined {
  const {labels, subject} = state
  const {lost, newest} = labels
  // Switching rotation off takes the label off an empty version too; that is a cancellation, which waits longer.
  if (newest === undefined || labels.off !== undefined || !confirmed(lost) || !mayJudgeLoss(state)) return undefined
  const test = testEnd(state, newest.description)
  if (test !== undefined) return test
  const told = seenEvents(state, 'RotationAbandoned').some(event => event.versionId === subject.versionId)
  const abandoned = {
    kind: 'abandoned',
    at: lost.at,
    versionId: subject.versionId,
    seen: lastSeen(state),
    risk: riskOf(state),
  } as const
  if (told || neverCurrent(state, newest.description)) return abandoned
  const names = ['RotationSucceeded', 'UpdateSecretVersionStage'] as const
  const certain = eventsCertainUntil(state, names)
  if (certain !== undefined && certain >= lost.since) return abandoned
  if (state.now < lost.since + trailDelayMs) return undefined
  const failure = state.events.unread
  if (!lasting(failure)) return undefined
  const {reason, denied} = failure
  return {
    kind: 'unknown',
    at: state.now,
    versionId: subject.versionId,
    seen: lastSeen(state),
    source: 'events',
    reason,
    denied,
  }
}

/** A label that was never seen may not have appeared yet. */
function mayJudgeLoss(state: WatchState): boolean {
  return state.labels.seenPending || state.now >= state.subject.startedAt + 60_000
}

/** The version that was current before still is, or is the one before: no other version was current in between. */
function neverCurrent(state: WatchState, description: SecretDescription): boolean {
  const {currentBefore, startedAt, startedHere} = state.subject
  if (currentBefore === undefined || !state.labels.seenPending) return false
  // The date is set by a rotation that succeeded, and none but this one was under way.
  if (description.lastRotatedAt !== undefined && description.lastRotatedAt > startedAt) return false
  const current = holderOf(description.staging, AWSCURRENT)
  if (current === currentBefore) return startedHere
  return holderOf(description.staging, AWSPREVIOUS) === currentBefore
}

function testEnd(state: WatchState, description: SecretDescription): TestedEnd | undefined {
  const passed = seenEvents(state, 'TestRotationSucceeded').at(-1)
  const ended = passed ?? seenEvents(state, 'TestRotationFailed').at(-1)
  if (ended === undefined) return undefined
  const current = holderOf(description.staging, AWSCURRENT)
  const {versionId} = state.subject
  return {
    kind: 'tested',
    at: ended.at,
    versionId,
    passed: passed !== undefined,
    ...(current === undefined ? {} : {current}),
  }
}

function failed(state: WatchState): FailedEnd | undefined {
  const {subject, labels} = state
  const failure = standingFailure(state)
  if (failure === undefined || labels.newest === undefined) return undefined
  // Not before the line of the failure, which says why.
  if (subject.failFast) return labelsCaughtUp(state, failure.at) ? failedEnd(state, failure.at, true) : undefined
  const quietAt = lastSignAt(state) + subject.settleMs
  if (state.now < quietAt || labels.newest.readAt < quietAt || !quietUntil(state, failure, quietAt)) return undefined
  return failedEnd(state, quietAt, false)
}

function failedEnd(state: WatchState, at: number, failFast: boolean): FailedEnd {
  const failure = standingFailure(state)
  const runs = failedRuns(state)
  const nextRotationAt = state.labels.newest?.description.nextRotationAt
  return {
    kind: 'failed',
    at,
    versionId: state.subject.versionId,
    seen: lastSeen(state),
    risk: riskOf(state),
    ...(failure?.step === undefined ? {} : {step: failure.step}),
    ...(failure?.text === undefined ? {} : {text: failure.text}),
    ...(runs.length === 0 ? {} : {attempts: runs.length}),
    sameStep: runs.every(run => run.step === failure?.step),
    ...(nextRotationAt === undefined ? {} : {nextRotationAt}),
    failFast,
  }
}

function unreadable(state: WatchState): WatchEnd | undefined {
  const {labels, subject, now} = state
  const {unread} = labels
  if (unread !== undefined && (unread.denied || unread.gone) && confirmed(unread))
    return unknownBecause(state, unread, now)
  if (!blind(state) || now < lastSignAt(state) + subject.settleMs) return undefined
  const failure = state.events.unread!
  const denied = failure.denied || state.log.unread?.denied === true
  const reason = state.log.unread === undefined ? failure.reason : `${state.log.unread.reason}; ${failure.reason}`
  return {
    kind: 'unknown',
    at: now,
    versionId: subject.versionId,
    seen: lastSeen(state),
    source: 'log and events',
    reason,
    denied,
  }
}

/** A minute without labels at the end means that nobody knows, not that it is still going on. */
function outOfTime(state: WatchState): WatchEnd | undefined {
  const {subject, labels, now} = state
  if (now < subject.deadlineAt) return undefined
  const {unread, newest} = labels
  if (unread !== undefined && (newest?.readAt ?? -Infinity) < now - 60_000) return unknownBecause(state, unread, now)
  return (
    promotion(state) ?? {
      kind: 'not-finished',
      at: now,
      versionId: subject.versionId,
      seen: lastSeen(state),
      timeoutMs: subject.timeoutMs,
    }
  )
}

function currentOf(state: WatchState): string | undefined {
  const newest = state.labels.newest
  return newest === undefined ? undefined : holderOf(newest.description.staging, AWSCURRENT)
}
