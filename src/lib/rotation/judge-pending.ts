import {type FailedAttempt, failedAttempts, reachedBy, stepRunsSince} from './attempts.ts'
import {newsOf, ownInvocations} from './facts.ts'
import type {Answer, Known, PendingJudgement} from './judgement.ts'
import {mayBeLive} from './machine.ts'
import {clockSlackMs, stepRunning, type StepRunning} from './running.ts'
import {failureWhy, type Why} from './why.ts'

/** AWSPENDING is on a version that is not current: does a step run, did it stop, or can nobody tell. */
export function judgePending(facts: Known, versionId: string): Answer {
  const running = stepRunning(facts)
  const startedAt = pendingSince(facts, versionId)
  const since = startedAt === undefined ? (facts.description.lastRotatedAt ?? 0) : startedAt - clockSlackMs
  const attempts = failedAttempts(facts.log, facts.events, versionId, since)
  const reached = reachedBy(attempts, facts.events, versionId, startedAt, facts.now)
  const pending: PendingJudgement = {
    versionId,
    ...(startedAt === undefined ? {} : {startedAt}),
    running,
    ...lastStep(facts, attempts),
    attempts,
    ...(reached === undefined ? {} : {reached}),
    mayBeLive: reached === undefined || mayBeLive(reached),
  }
  if (running.kind === 'yes') return {verdict: 'rotating', why: rotatingWhy(facts, running, attempts, since), pending}
  if (running.kind === 'no') return {verdict: 'stuck', why: stuckWhy(facts, running.lastSignAt, attempts), pending}
  return {verdict: 'unknown', why: undecidedWhy(facts), pending}
}

// What puts AWSPENDING on a version or shows that it is there; a failure may be the only event left of a long story.
const beginnings = new Set([
  'RotationStarted',
  'TestRotationStarted',
  'RotateSecret',
  'PutSecretValue',
  'UpdateSecretVersionStage',
])

function pendingSince(facts: Known, versionId: string): number | undefined {
  const begun = newsOf(facts.events)
    .filter(event => beginnings.has(event.name) && event.versionId === versionId && event.errorCode === undefined)
    .map(event => event.at)
  const created = facts.versions?.find(version => version.versionId === versionId)?.createdAt
  const all = created === undefined ? begun : [...begun, created]
  return all.length === 0 ? undefined : Math.min(...all)
}

function lastStep(facts: Known, attempts: readonly FailedAttempt[]): {lastStepAt?: number} {
  const logged = ownInvocations(facts.log).map(run => run.endedAt ?? run.startedAt)
  const told = attempts.filter(attempt => attempt.source === 'event').map(attempt => attempt.at)
  const known = (logged.length > 0 ? logged : told).filter(at => at !== undefined)
  return known.length === 0 ? {} : {lastStepAt: Math.max(...known)}
}

function rotatingWhy(
  facts: Known,
  running: StepRunning & {kind: 'yes'},
  attempts: readonly FailedAttempt[],
  since: number,
): Why {
  const runs = stepRunsSince(facts.log, since)
  if (running.open?.startedAt !== undefined) {
    const run = runs.findLast(each => each.startedAt === running.open?.startedAt)
    const step = run === undefined ? 'a step' : run.certain ? run.step : `${run.step} ~`
    return [`${step}, `, {lasting: running.open.startedAt}]
  }
  const failed = failureWhy(attempts)
  if (failed !== undefined) return failed
  const last = runs.at(-1)
  if (last?.endedAt !== undefined) return [`${last.step}${last.certain ? '' : ' ~'} ended `, {ago: last.endedAt}]
  return ['last sign ', {ago: running.lastSignAt}]
}

function stuckWhy(facts: Known, lastSignAt: number | undefined, attempts: readonly FailedAttempt[]): Why {
  const failed = failureWhy(attempts)
  if (failed !== undefined) return failed
  const words = facts.description.rotationEnabled === true ? 'AWSPENDING left' : 'rotation off, AWSPENDING left'
  return lastSignAt === undefined ? [words] : [`${words}, `, {ago: lastSignAt}]
}

function undecidedWhy(facts: Known): Why {
  const events = {
    'not-asked': 'events not asked',
    read: newsOf(facts.events).length === 0 ? 'no event' : 'no end seen',
    'cut-off': 'events cut off',
    denied: 'events not readable',
    failed: 'events not readable',
  }[facts.events.kind]
  const log = facts.log.kind === 'read' ? (facts.log.platformLines ? 'no log line' : 'log says too little') : 'no log'
  return [`AWSPENDING left, ${events}, ${log}`]
}
