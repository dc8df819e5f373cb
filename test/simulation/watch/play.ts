import {follow, type Followed} from '../../../src/lib/operations/watch-follow.ts'
import {watchSubject} from '../../../src/lib/operations/watch-subject.ts'
import type {Context} from '../../../src/lib/operations/context.ts'
import {storyOf, type Story} from '../../support/rotation-story.ts'
import {descriptionAt, gatewaysOfStory, weatherOf, type Answered, type Weather} from '../../support/story-gateways.ts'
import {virtualTime} from '../../support/virtual-time.ts'

export const startedAt = Date.parse('2026-11-22T02:31:12Z')

/** A watch that has ended, and what really happened. */
export interface Run {
  readonly story: Story
  readonly weather: Weather
  readonly followed: Followed
  readonly startedHere: boolean
  readonly begunAt: number
  readonly endedAt: number
  readonly asked: {
    readonly labels: readonly number[]
    readonly log: readonly number[]
    readonly events: readonly number[]
  }
  readonly answered: Answered
}

/** One rotation of a seed, followed by a watch through the weather of that seed. */
export async function play(seed: number, weather = weatherOf(seed, startedAt)): Promise<Run> {
  const story = storyOf(seed, startedAt)
  const time = virtualTime(startedAt + 300)
  const {gateways, asked, answered, renew} = gatewaysOfStory(story, weather, time.clock)
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
  return {story, weather, followed, startedHere, begunAt, endedAt: time.clock.now(), asked, answered}
}
