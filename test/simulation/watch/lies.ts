import type {WatchEnd} from '../../../src/lib/history/watch/ends.ts'
import type {Followed} from '../../../src/lib/operations/watch-follow.ts'
import type {Story} from '../../support/rotation-story.ts'
import type {Weather} from '../../support/story-gateways.ts'
import type {Run} from './play.ts'

/** What a verdict claims, held against what really happened. Empty: it is true. */
export function lies({story, weather, followed, begunAt, endedAt}: Run): readonly string[] {
  const {end} = followed
  const held = (label: string, until = Infinity): boolean =>
    story.labels.some(state => state.at <= until && state.staging.get(story.versionId)?.includes(label) === true)
  const now = story.labels.findLast(state => state.at <= endedAt)!
  const checks: Record<WatchEnd['kind'], () => readonly (string | false)[]> = {
    succeeded: () => [!held('AWSCURRENT', endedAt) && 'it never was current'],
    abandoned: () => [
      held('AWSCURRENT') && 'it was current',
      now.staging.get(story.versionId)?.includes('AWSPENDING') === true && 'it still has AWSPENDING',
    ],
    cancelled: () => [now.enabled && 'rotation is on', held('AWSCURRENT') && 'it was current'],
    failed: () => failedLies(story, end as WatchEnd & {kind: 'failed'}, endedAt),
    unknown: () => [canSee(weather) && 'everything could be read'],
    'not-finished': () => [endedAt < begunAt + 30 * 60_000 && 'there was time left'],
    tested: () => ['it was no test'],
    left: () => ['nobody left'],
  }
  return [...checks[end.kind](), ...lineLies(story, followed)].filter(lie => lie !== false)
}

function failedLies(story: Story, end: WatchEnd & {kind: 'failed'}, endedAt: number): readonly (string | false)[] {
  const settleMs = 4 * story.timeoutMs + 5 * 60_000
  const failure = story.failures.findLast(at => at <= endedAt)
  const starts = story.starts.filter(start => start.at <= end.at || seenAt(story, start.at) <= endedAt)
  const quietFrom = end.at - settleMs
  return [
    failure === undefined && 'nothing failed',
    failure !== undefined && starts.some(start => start.at > failure) && 'it was tried again since',
    starts.some(start => start.at > quietFrom) && 'it was not quiet for so long',
    (end.attempts ?? 0) > new Set(starts.map(start => start.attempt)).size && 'there were fewer attempts',
    end.seen.currentAsBefore && end.seen.current !== story.current && 'consumers read another version',
  ]
}

/** A START after the quiet time that nobody could see yet speaks against no verdict. */
function seenAt({log}: Story, at: number): number {
  return log.find(line => line.at === at)?.visibleAt ?? at
}

/** A certain step is the step, and an attempt has its true number wherever the whole log was seen. */
function lineLies(story: Story, {lines}: Followed): readonly (string | false)[] {
  return lines.flatMap(line => {
    if (line.kind !== 'step') return []
    const start = story.starts.findLast(candidate => candidate.at <= line.at)
    return [
      line.certain && start?.step !== line.step && `${line.step} was ${start?.step}`,
      line.attempt > (start?.attempt ?? 0) && `attempt ${line.attempt} was ${start?.attempt}`,
    ]
  })
}

/** Where the log cannot tell, silence counts only once events cannot be late any more: that may outlast the watch. */
export function outlasts({warn, shared, failures, timeoutMs, startedAt: start}: Story): boolean {
  const logTells = !warn && !shared
  const settledAt = (failures.at(-1) ?? start) + 4 * timeoutMs + 5 * 60_000
  return !logTells || settledAt + 60_000 > start + 30 * 60_000
}

export function canSee({denied, expiredAt, outage}: Weather): boolean {
  return (
    expiredAt === undefined &&
    outage === undefined &&
    !denied.has('labels') &&
    !(denied.has('events') || denied.has('log'))
  )
}
