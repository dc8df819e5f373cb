import type {RotationEvent} from '../events.ts'
import type {Invocation} from '../invocations.ts'
import {failedRuns, failuresOf, logTells} from './evidence.ts'
import type {AttemptFailedLine, StepLine, WatchLine} from './lines.ts'
import {beginOf, endOf, finishedRuns, isTied, othersOf, runsOf, type Run} from './see-log.ts'
import {confirmed, lasting} from './persisting.ts'
import type {WatchState} from './state.ts'

/** A line with the key under which it is told once. */
export interface News {
  readonly key: string
  readonly line: WatchLine
}

/** How long a line waits for what belongs to it (label move, REPORT) before it is told without. */
export const graceMs = 10_000

/** Everything there is to tell by now, told or not. `withLog`: the log was read, so its lines may be new. */
export function newsOf(state: WatchState, withLog: boolean): readonly News[] {
  return [
    ...notes(state),
    ...started(state),
    ...(withLog ? logLines(state) : []),
    ...steps(state),
    ...events(state),
    ...attemptFailed(state),
    ...labels(state),
    ...off(state),
    ...others(state),
  ]
}

/** The run whose end is the promotion: its last step, begun before AWSCURRENT had moved. */
export function finishingRun(state: WatchState): Run | undefined {
  const {promoted} = state.labels
  if (promoted === undefined) return undefined
  return runsOf(state).findLast(run => run.step === 'finishSecret' && beginOf(run.invocation) <= promoted.at)
}

/** Whether the log may still show the step that promoted the version. */
export function awaitsFinish(state: WatchState): boolean {
  const {promoted} = state.labels
  if (promoted === undefined || state.now >= promoted.learnedAt + graceMs) return false
  const {log} = state
  if (lasting(log.unread) || (log.readAt !== undefined && !(log.platformLines && isTied(state)))) return false
  const run = finishingRun(state)
  return run === undefined || run.outcome === 'running' || !state.told.has(stepKey(run))
}

function started(state: WatchState): readonly News[] {
  const {subject, labels} = state
  if (labels.newest === undefined) return []
  const {versionId, startedAt, startedHere} = subject
  const line = {kind: 'started', at: startedAt, learnedAt: state.now, versionId, empty: startedHere} as const
  return [{key: 'started', line}]
}

function steps(state: WatchState): readonly News[] {
  const runs = finishedRuns(state)
  return runs.flatMap((run, index) => {
    if (!labelsCaughtUp(state, endOf(run.invocation))) return []
    const okBefore = (step: Run['step']): boolean =>
      step !== undefined && runs.slice(0, index).some(other => other.outcome === 'ok' && other.step === step)
    if (run.outcome === 'ok' && okBefore(run.step)) return []
    return [{key: stepKey(run), line: stepLine(state, run, runs.slice(0, index))}]
  })
}

function stepKey(run: Run): string {
  return `step ${run.invocation.stream} ${run.invocation.requestId}`
}

/** What a step did to the labels is read after it ended; only then its line can say so. */
export function labelsCaughtUp(state: WatchState, endedAt: number): boolean {
  return (state.labels.newest?.readAt ?? -Infinity) >= endedAt || state.now >= endedAt + graceMs
}

function stepLine(state: WatchState, run: Run, before: readonly Run[]): StepLine {
  const {invocation, outcome} = run
  const failedBefore = before.findLast(other => other.outcome === 'failed')
  const text = invocation.failure?.text
  const same =
    failedBefore !== undefined && failedBefore.step === run.step && failedBefore.invocation.failure?.text === text
  const again = before.some(other => other.attempt === run.attempt && other.outcome === 'ok')
  const {promoted} = state.labels
  const moves = outcome === 'ok' && promoted !== undefined && finishingRun(state)?.invocation === invocation
  return {
    kind: 'step',
    at: endOf(invocation),
    learnedAt: state.now,
    requestId: invocation.requestId,
    ...(run.step === undefined ? {} : {step: run.step}),
    certain: run.certain,
    outcome: outcome === 'failed' ? 'failed' : 'ok',
    ...(invocation.durationMs === undefined ? {} : {durationMs: invocation.durationMs}),
    attempt: run.attempt,
    ...(text === undefined ? {} : {text}),
    same: outcome === 'failed' && same,
    earlierOkAgain: run.attempt > 1 && again,
    valueStored: outcome === 'ok' && run.step === 'createSecret' && storedDuring(state, invocation),
    versionId: state.subject.versionId,
    ...(moves ? {moved: promotionMove(state)} : {}),
    hiddenCharacters: invocation.hiddenCharacters,
  }
}

/** The secret changed while createSecret ran and its labels did not: the value was written (LastChangedDate, DescribeSecret). */
function storedDuring(state: WatchState, invocation: Invocation): boolean {
  const [from, to] = [beginOf(invocation), endOf(invocation)]
  if (state.labels.changes.some(at => at >= from && at <= to + 1000)) return true
  return [...state.events.events.values()].some(({event}) => isStored(event, state.subject.versionId))
}

function isStored(event: RotationEvent, versionId: string): boolean {
  const writes = event.name === 'PutSecretValue' || event.name === 'UpdateSecret'
  return writes && event.versionId === versionId && event.errorCode === undefined
}

function promotionMove(state: WatchState) {
  const from = state.labels.promoted?.from
  return {label: 'AWSCURRENT', to: state.subject.versionId, ...(from === undefined ? {} : {from})}
}

/** Told once, right after the first failure: later ones carry their number themselves. */
function attemptFailed(state: WatchState): readonly News[] {
  const {subject} = state
  if (subject.failFast || state.labels.promoted !== undefined) return []
  const logged = failedRuns(state)[0]
  const at = logged === undefined ? toldByEvent(state) : endOf(logged.invocation)
  // The line of the failure comes first.
  if (at === undefined || (logged !== undefined && !isTold(state, stepKey(logged)))) return []
  const attempt = logged === undefined ? {} : {attempt: logged.attempt}
  const line: AttemptFailedLine = {
    kind: 'attempt-failed',
    at,
    learnedAt: state.now,
    ...attempt,
    settleMs: subject.settleMs,
  }
  return [{key: 'attempt failed', line}]
}

function isTold(state: WatchState, key: string): boolean {
  return state.told.has(key) || steps(state).some(news => news.key === key)
}

/** The first failure that only an event tells of; the log, where it can tell, gets a while to do so first. */
function toldByEvent(state: WatchState): number | undefined {
  const first = failuresOf(state)[0]
  if (first === undefined) return undefined
  const known = [...state.events.events.values()].find(({event}) => event.at === first.at)
  if (logTells(state) && state.now < (known?.learnedAt ?? 0) + graceMs) return undefined
  return first.at
}

const alwaysNews = new Set(['RotationFailed', 'RotationAbandoned', 'TestRotationStarted', 'TestRotationFailed'])
const newsByOthers = new Set(['CancelRotateSecret', 'UpdateSecretVersionStage', 'PutSecretValue', 'UpdateSecret'])

function events(state: WatchState): readonly News[] {
  return [...state.events.events.values()].flatMap(({event, learnedAt, seenArriving}) => {
    if (!alwaysNews.has(event.name) && !isByOther(state, event)) return []
    const line: WatchLine = {
      kind: 'event',
      at: event.at,
      learnedAt,
      seenArriving,
      name: event.name,
      ...(event.step === undefined ? {} : {step: event.step}),
      ...(event.label === undefined ? {} : {label: event.label}),
      ...(event.caller?.arn === undefined ? {} : {caller: event.caller.arn}),
    }
    return [{key: `event ${event.eventId}`, line}]
  })
}

/** Somebody else than the function cancelled, moved a label or wrote a value since it began. */
function isByOther(state: WatchState, event: RotationEvent): boolean {
  const {functionRoleArn, startedAt} = state.subject
  if (!newsByOthers.has(event.name) || event.errorCode !== undefined || event.at < startedAt) return false
  return functionRoleArn !== undefined && event.caller !== undefined && event.caller.roleArn !== functionRoleArn
}

function labels(state: WatchState): readonly News[] {
  const {moves, promoted} = state.labels
  const other = moves
    .filter(({moves}) => !moves.some(move => move.label === 'AWSCURRENT' && move.to === state.subject.versionId))
    .map(({at, learnedAt, moves}) => ({key: `labels ${at}`, line: {kind: 'labels', at, learnedAt, moves} as const}))
  const finish = finishingRun(state)
  if (promoted === undefined || finish?.outcome === 'ok') return other
  if (finish?.outcome !== 'failed' && awaitsFinish(state)) return other
  const {at, learnedAt} = promoted
  return [...other, {key: 'promoted', line: {kind: 'labels', at, learnedAt, moves: [promotionMove(state)]}}]
}

function off(state: WatchState): readonly News[] {
  const {off: wentOff, promoted} = state.labels
  if (!confirmed(wentOff) || promoted !== undefined) return []
  const waitMs = state.subject.functionTimeoutMs ?? 0
  return [{key: 'off', line: {kind: 'off', at: wentOff.at, learnedAt: wentOff.since, waitMs}}]
}

function others(state: WatchState): readonly News[] {
  return othersOf(state)
    .filter(found => found.endedAt !== undefined || found.failure !== undefined)
    .map(found => ({
      key: `other ${found.stream} ${found.requestId}`,
      line: {
        kind: 'maybe-other',
        at: endOf(found),
        learnedAt: state.now,
        outcome: found.failure === undefined ? 'ok' : 'failed',
        ...(found.durationMs === undefined ? {} : {durationMs: found.durationMs}),
        ...(found.failure === undefined ? {} : {text: found.failure.text}),
        hiddenCharacters: found.hiddenCharacters,
      },
    }))
}

function logLines(state: WatchState): readonly News[] {
  return runsOf(state).flatMap(({invocation}) => {
    const own = (invocation.ownText ?? []).map(line => ({...line, own: true}))
    const shown = invocation.shown.map(line => ({...line, own: false}))
    return [...shown, ...own].map(({at, text, own}) => ({
      key: `log ${invocation.stream} ${at} ${own ? 'own ' : ''}${text}`,
      line: {kind: 'log', at, learnedAt: state.now, requestId: invocation.requestId, text, own} as const,
    }))
  })
}

function notes(state: WatchState): readonly News[] {
  const {log, events: trail} = state
  const at = {at: state.now, learnedAt: state.now}
  const unread = (about: 'log' | 'events', failure: {action?: string; reason: string}): News => ({
    key: `note ${about}`,
    line: {kind: 'note', ...at, about, text: `not read (${failure.action ?? failure.reason})`},
  })
  return [
    ...(log.unread?.denied === true ? [unread('log', log.unread)] : []),
    ...(trail.unread?.denied === true ? [unread('events', trail.unread)] : []),
    ...(log.readAt !== undefined && !log.platformLines ? [warnLevel(at)] : []),
  ]
}

function warnLevel(at: {at: number; learnedAt: number}): News {
  const text = 'its level is WARN: no START and REPORT lines, so silence means nothing'
  return {key: 'note level', line: {kind: 'note', ...at, about: 'log', text}}
}
