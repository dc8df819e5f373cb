import {describe, expect, it} from 'vitest'
import type {WatchEnd} from '../../src/lib/history/watch/ends.ts'
import {follow, type Followed} from '../../src/lib/operations/watch-follow.ts'
import {watchSubject} from '../../src/lib/operations/watch-subject.ts'
import type {Context} from '../../src/lib/operations/context.ts'
import {storyOf, type Story} from '../support/rotation-story.ts'
import {descriptionAt, gatewaysOfStory, weatherOf, type Weather} from '../support/story-gateways.ts'
import {virtualTime} from '../support/virtual-time.ts'

// The weather throws errors by the hundred thousand, and nobody reads their stacks.
Error.stackTraceLimit = 0

const startedAt = Date.parse('2026-11-22T02:31:12Z')
const runs = Number(process.env['SECROT_WATCH_RUNS'] ?? 2000)
const firstSeed = Number(process.env['SECROT_WATCH_SEED'] ?? 1)

interface Run {
  readonly story: Story
  readonly weather: Weather
  readonly followed: Followed
  readonly begunAt: number
  readonly endedAt: number
  readonly asked: {readonly labels: readonly number[]; readonly events: readonly number[]}
}

async function play(seed: number, weather = weatherOf(seed, startedAt)): Promise<Run> {
  const story = storyOf(seed, startedAt)
  const time = virtualTime(startedAt + 300)
  const {gateways, asked, renew} = gatewaysOfStory(story, weather, time.clock)
  const context = {
    aws: () => gateways,
    clock: time.clock,
    signal: new AbortController().signal,
    ask: {interactive: seed % 2 === 0, pressEnter: () => time.clock.sleep(20_000)},
    progress: {warn: () => undefined},
    renewCredentials: renew,
  } as unknown as Context
  // Every fourth watch is of a rotation that somebody else started, and comes to it some minutes late.
  const startedHere = seed % 4 !== 3
  if (!startedHere) await time.run(time.clock.sleep((seed % 17) * 30_000))
  const description = descriptionAt(story, time.clock.now() - 300)
  const secret = {arn: description.arn, scope: {region: 'eu-central-1'}, accountId: '111122223333', description}
  const configuration = {
    timeoutMs: story.timeoutMs,
    logGroup: '/aws/lambda/f',
    logFormat: story.warn ? 'JSON' : 'Text',
    ...(story.warn ? {systemLogLevel: 'WARN'} : {}),
  }
  const watched = {kind: 'known', configuration, scope: secret.scope} as never
  // A version is as old as its value, which createSecret wrote a little after the start.
  const version = {versionId: story.versionId, startedAt: startedHere ? startedAt : startedAt + 1500, startedHere}
  const subject = watchSubject(context, secret, watched, version, {})
  const first = [{kind: 'labels', at: time.clock.now(), description} as const]
  const logSince = startedHere ? startedAt : startedAt - 15 * 60_000
  const work = follow(context, {secret, subject, function: watched, logSince, first, listener: {}})
  const begunAt = time.clock.now()
  const followed = await time.run(work)
  return {story, weather, followed, begunAt, endedAt: time.clock.now(), asked}
}

/** What a verdict claims, held against what really happened. Empty: it is true. */
function lies({story, weather, followed, begunAt, endedAt}: Run): readonly string[] {
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
  const starts = story.starts.filter(start => start.at <= endedAt)
  const quietFrom = end.at - settleMs
  return [
    failure === undefined && 'nothing failed',
    failure !== undefined && starts.some(start => start.at > failure) && 'it was tried again since',
    starts.some(start => start.at > quietFrom) && 'it was not quiet for so long',
    (end.attempts ?? 0) > new Set(starts.map(start => start.attempt)).size && 'there were fewer attempts',
    end.seen.currentAsBefore && end.seen.current !== story.current && 'consumers read another version',
  ]
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

function outlasts({warn, shared, failures, timeoutMs}: Story): boolean {
  const logTells = !warn && !shared
  const settledAt = (failures.at(-1) ?? startedAt) + 4 * timeoutMs + 5 * 60_000
  return !logTells || settledAt + 60_000 > startedAt + 30 * 60_000
}

function canSee({denied, expiredAt, outage}: Weather): boolean {
  return (
    expiredAt === undefined &&
    outage === undefined &&
    !denied.has('labels') &&
    !(denied.has('events') || denied.has('log'))
  )
}

describe('a watch of a rotation', () => {
  it(`gives no false verdict in ${runs} seeded runs with delays, disorder, throttling, errors and outages`, async () => {
    const ends = new Map<string, number>()
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      const run = await play(seed)
      expect(lies(run), `seed ${seed}: ${run.story.kind} ended as ${run.followed.end.kind}`).toEqual([])
      const ended = `${run.story.kind}: ${run.followed.end.kind}`
      ends.set(ended, (ends.get(ended) ?? 0) + 1)
    }
    console.log(
      `${runs} runs from seed ${firstSeed}\n${[...ends]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => `  ${name} ${count}`)
        .join('\n')}`,
    )
    // Each verdict was really given, and most stories came to theirs.
    for (const verdict of [
      'success: succeeded',
      'replaced: succeeded',
      'fails: failed',
      'abandoned: abandoned',
      'cancelled: cancelled',
    ]) {
      expect(ends.get(verdict) ?? 0).toBeGreaterThan(runs / 20)
    }
  }, 600_000)

  it('comes to the one right verdict in fair weather', async () => {
    const fair: Weather = {throttled: 0, broken: 0, lagging: 0, slow: 0, denied: new Set()}
    const expected = {
      success: 'succeeded',
      replaced: 'succeeded',
      fails: 'failed',
      abandoned: 'abandoned',
      'label-taken': 'abandoned',
      cancelled: 'cancelled',
    }
    for (let seed = 1; seed <= 100; seed += 1) {
      const run = await play(seed, fair)
      const {kind} = run.story
      // A pause between two attempts that is longer than the settle time is a failure by the rules, and told as one.
      if (run.followed.end.kind === 'failed' && kind !== 'fails') expect(lies(run)).toEqual([])
      // Where the log cannot tell, silence counts only once events cannot be late any more: that may outlast the watch.
      else if (outlasts(run.story) && run.followed.end.kind === 'not-finished') expect(lies(run)).toEqual([])
      else expect(run.followed.end.kind, `seed ${seed}`).toBe(expected[kind])
    }
  }, 120_000)

  it('asks for labels at most every 2 seconds and for events at most every 10', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const {asked, endedAt} = await play(seed)
      const gaps = asked.labels.map((at, index) => at - (asked.labels[index - 1] ?? startedAt - 2000))
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000)
      expect(asked.events.length).toBeLessThanOrEqual((endedAt - startedAt) / 10_000 + 1)
    }
  }, 120_000)
})
