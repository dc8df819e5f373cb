import {eventsNeeded} from './events-rule.ts'
import {newsOf, type RotationNews} from './facts.ts'
import {holdsPlaceholder} from './first-value.ts'
import {intervalOf} from './interval.ts'
import type {Answer, Known} from './judgement.ts'
import {clockSlackMs, newestServiceEvent, trailDelayMs} from './running.ts'
import type {SecretDescription} from './secret.ts'
import {valueWritten} from './value-age.ts'
import type {Why} from './why.ts'

/** Rotation is on and nothing is pending: did it fail since, is it late, or is it well. */
export function judgeSettled(facts: Known, current: string): Answer {
  const {description, now, events} = facts
  const reason = eventsNeeded(description, now)
  if (reason !== undefined && events.kind !== 'read') return {verdict: 'unknown', why: eventsMissingWhy(facts)}
  const newest = newestServiceEvent(newsOf(events))
  const bad = newest === undefined ? undefined : failingWhy(newest, description, current)
  if (bad !== undefined) return bad
  const changedAt = description.lastChangedAt
  if (reason !== undefined && changedAt !== undefined && mayStillCome(newest, changedAt, now))
    return {verdict: 'unknown', why: ['changed ', {ago: changedAt}, ', events may be late']}
  if (reason === 'date-past') return judgeLate(facts, newest)
  return {verdict: 'healthy', why: healthyWhy(description)}
}

/**
 * Something changed a moment ago and no event tells of it. An event takes up to 15 minutes to the trail, so its absence
 * proves nothing before.
 */
function mayStillCome(newest: RotationNews | undefined, changedAt: number, now: number): boolean {
  const told = newest !== undefined && newest.at >= changedAt - clockSlackMs
  return !told && now - changedAt < trailDelayMs
}

/** The newest event as bad news, or undefined when it is none. */
function failingWhy(newest: RotationNews, description: SecretDescription, current: string): Answer | undefined {
  // LastRotatedDate is set when a rotation succeeds, so it disproves a failure whose success event is still on its way.
  if ((description.lastRotatedAt ?? 0) >= newest.at) return undefined
  switch (newest.name) {
    case 'RotationFailed':
      return {verdict: 'failing', why: [`${newest.step ?? 'rotation'} failed `, {ago: newest.at}]}
    case 'TestRotationFailed':
      // AWS tests with the value in use, which a placeholder cannot pass.
      if (holdsPlaceholder(description)) return undefined
      return {verdict: 'failing', why: ['test rotation failed ', {ago: newest.at}]}
    case 'RotationAbandoned':
      return {verdict: 'failing', why: ['rotation abandoned ', {ago: newest.at}]}
    case 'RotationStarted':
      if (newest.versionId === undefined || newest.versionId === current) return undefined
      return {verdict: 'unknown', why: ['AWSPENDING gone, rotation began ', {ago: newest.at}]}
    default:
      return undefined
  }
}

function judgeLate(facts: Known, newest: RotationNews | undefined): Answer {
  const {description, now, events} = facts
  const written = valueWritten(description, {events, ...(facts.versions ? {versions: facts.versions} : {})})
  const interval = intervalOf(description)
  if (interval === undefined) return {verdict: 'unknown', why: ['date past, its schedule is not understood']}
  if (written === undefined) return {verdict: 'unknown', why: ['date past, age of the value not readable']}
  if (now - written.from <= interval)
    return {verdict: 'healthy', why: ['date past, value written ', {ago: written.from}]}
  if (now - written.to <= interval) return {verdict: 'unknown', why: ['date past, age of the value not readable']}
  const base = description.lastRotatedAt ?? written.from
  const since = events.kind === 'read' ? Math.max(events.since, base) : base
  if (newest === undefined || newest.at <= base) return {verdict: 'late', why: ['no attempt seen since ', {on: since}]}
  return {verdict: 'late', why: ['last seen: ', newest.name, ' ', {ago: newest.at}]}
}

function eventsMissingWhy(facts: Known): Why {
  const what = facts.events.kind === 'cut-off' ? 'events cut off' : 'events not readable'
  return [eventsNeeded(facts.description, facts.now) === 'date-past' ? `date past, ${what}` : `changed since, ${what}`]
}

function healthyWhy(description: SecretDescription): Why {
  if (description.owningService !== undefined) return [`rotated by ${description.owningService}, no function`]
  if (description.type !== undefined) return ['managed external secret, no function']
  if (holdsPlaceholder(description)) return ['no credential until its first rotation']
  if (description.lastRotatedAt === undefined) return ['on, not rotated yet']
  return ['rotation on, no failure since']
}
