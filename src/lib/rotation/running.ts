import {newsOf, ownInvocations, type LoggedInvocation, type RotationNews, type VerdictFacts} from './facts.ts'
import {dayMs} from './cron.ts'
import {parseSchedule, windowsAfter} from './schedule.ts'
import type {SecretDescription} from './secret.ts'

/** Lambda's longest time limit (Lambda quotas); taken where the function's own could not be read. */
export const longestTimeoutMs = 15 * 60_000
/** CloudTrail delivers an event within about 15 minutes (LookupEvents, API reference). */
export const trailDelayMs = 15 * 60_000
/** The clocks of log, trail and Secrets Manager need not agree to the second. */
export const clockSlackMs = 60_000
/** A REPORT line may reach the log a little after the function's time limit. */
const logDelayMs = 60_000

const endings = new Set([
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'TestRotationSucceeded',
  'TestRotationFailed',
])
const beginnings = new Set(['RotationStarted', 'TestRotationStarted'])

/** Whether a rotation step runs. `lastSignAt` is the newest thing that was seen to happen. */
export type StepRunning =
  | {readonly kind: 'yes'; readonly until: number; readonly lastSignAt: number; readonly open?: LoggedInvocation}
  | {readonly kind: 'no'; readonly lastSignAt: number | undefined}
  | {readonly kind: 'unknown'; readonly lastSignAt: number | undefined}

/** How long after the last sign a step may still run: four time limits, and the trail's delay. Milliseconds. */
export function runningBoundMs(timeoutMs: number | undefined): number {
  return 4 * (timeoutMs ?? longestTimeoutMs) + trailDelayMs
}

/** The newest of AWS's own words about a rotation: it began, or it ended in one way or another. */
export function newestServiceEvent(news: readonly RotationNews[]): RotationNews | undefined {
  return news.find(event => endings.has(event.name) || beginnings.has(event.name))
}

export function isEnding(name: string): boolean {
  return endings.has(name)
}

/**
 * Whether a step of this secret's rotation runs now. `yes` while something was seen within the bound; `no` when the
 * newest event is an ending, rotation is off, or nothing changed for a day outside a window; else nobody can tell.
 */
export function stepRunning(facts: VerdictFacts & {readonly description: SecretDescription}): StepRunning {
  const {now, description} = facts
  const news = newsOf(facts.events)
  const own = ownInvocations(facts.log)
  const signs = [description.lastChangedAt, ...news.map(event => event.at)].concat(
    own.flatMap(invocation => [invocation.startedAt, invocation.endedAt]),
  )
  const lastSignAt = signs.reduce<number | undefined>(latest, undefined)
  const timeoutMs = facts.functionTimeoutMs ?? longestTimeoutMs
  const open = own.find(invocation => isOpen(invocation, now, timeoutMs))
  if (open?.startedAt !== undefined)
    return {kind: 'yes', until: open.startedAt + timeoutMs, lastSignAt: lastSignAt ?? open.startedAt, open}
  // Once rotation is off no further step is called, so only one that was under way can still run.
  const boundMs = description.rotationEnabled === false ? timeoutMs : runningBoundMs(facts.functionTimeoutMs)
  if (lastSignAt !== undefined && now - lastSignAt < boundMs)
    return {kind: 'yes', until: lastSignAt + boundMs, lastSignAt}
  if (description.rotationEnabled === false) return {kind: 'no', lastSignAt}
  const newest = facts.events.kind === 'read' ? newestServiceEvent(news) : undefined
  if (newest !== undefined && isEnding(newest.name)) return {kind: 'no', lastSignAt}
  const quiet = description.lastChangedAt !== undefined && lastSignAt !== undefined && now - lastSignAt > dayMs
  if (quiet && outsideWindow(description, now)) return {kind: 'no', lastSignAt}
  return {kind: 'unknown', lastSignAt}
}

/** True when it is certain that no rotation window is open. A schedule that cannot be read makes it uncertain. */
export function outsideWindow(description: SecretDescription, now: number): boolean {
  const schedule = parseSchedule(description.rotationRules ?? {})
  if (schedule.kind === 'refused') return false
  if (schedule.form === 'cron') {
    const opened = windowsAfter(schedule, now - dayMs, 8).findLast(window => window.startsAt <= now)
    return opened === undefined || opened.endsAt <= now
  }
  // A rate counts from the last rotation, which a hand-made write replaces; NextRotationDate already knows.
  if (description.nextRotationAt === undefined) return false
  const end = description.nextRotationAt + 1000
  const length = schedule.durationMs
  const missed = Math.max(0, Math.ceil((now - end) / schedule.everyMs))
  const nextEnd = end + missed * schedule.everyMs
  return now < nextEnd - length || now >= nextEnd
}

function isOpen(invocation: LoggedInvocation, now: number, timeoutMs: number): boolean {
  if (invocation.startedAt === undefined || invocation.endedAt !== undefined) return false
  return now - invocation.startedAt <= timeoutMs + logDelayMs
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.max(one, other)
}
