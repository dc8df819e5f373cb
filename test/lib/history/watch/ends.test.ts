import {describe, expect, it} from 'vitest'
import type {WatchEnd} from '../../../../src/lib/history/watch/ends.ts'
import {leftBehind, unknownBecause} from '../../../../src/lib/history/watch/end-of.ts'
import {startOfWatch, type Observation, type WatchSubject} from '../../../../src/lib/history/watch/state.ts'
import {observe} from '../../../../src/lib/history/watch/watch.ts'
import {expectAsDocumented, play, script} from '../../../support/watch-script.ts'

const startedAt = Date.parse('2026-11-22T03:00:00Z')
const second = 1000
const minute = 60 * second
const version = {versionId: 'v-new', current: 'v-old', startedAt, functionTimeoutMs: 30 * second, name: 'prod/api'}

const told = () => script(version)
type Told = ReturnType<typeof told>

/** The verdict after some observations, if there is one. */
function endOf(subject: WatchSubject, ...observations: readonly Observation[]): WatchEnd | undefined {
  return play(
    subject,
    observations.map(observation => [observation]),
  ).end
}

const at = (seconds: number): number => startedAt + seconds * second

/** DescribeSecret read `seconds` after the start, of a secret that changed `changed` seconds after it. */
const labels = (story: Told, seconds: number, changed: number, wanted?: Parameters<Told['labels']>[2]): Observation =>
  story.labels(at(seconds), at(changed), wanted)

const promoted = {current: 'v-new', previous: 'v-old', lastRotatedAt: at(9)}
const gone = {pending: undefined as never}
const failure = {reason: 'refused', denied: false, gone: false}

/** createSecret failed: the log shows it, and CloudTrail later. */
function failedOnce(story: Told): void {
  story.start(1, at(1), 'createSecret')
  story.report(
    1,
    at(3),
    2000,
    '[ERROR] ValueError: x\rTraceback (most recent call last):\r  File "/var/task/a.py", line 3, in f',
  )
  story.happened('RotationFailed', at(4), {step: 'createSecret'})
}

describe('succeeded', () => {
  it('as soon as the version holds AWSCURRENT and its last step was told, or could have been', () => {
    const story = told()
    const seen = [labels(story, 1, 0), labels(story, 10, 9, promoted)]
    expect(endOf(story.subject, ...seen)).toBeUndefined()
    const after = {kind: 'time', at: at(21)} as const
    expect(endOf(story.subject, ...seen, after)).toMatchObject({kind: 'succeeded', tookMs: 9000, previous: 'v-old'})
  })

  it('also where rotation was switched off in the same moment', () => {
    const story = told()
    const off = labels(story, 10, 9, {...promoted, rotationEnabled: false})
    expect(endOf(story.subject, labels(story, 1, 0), off, {kind: 'time', at: at(21)})?.kind).toBe('succeeded')
  })

  it('when it is AWSPREVIOUS by the time somebody looks again: it was replaced since', () => {
    const story = told()
    const replaced = labels(story, 90, 80, {...gone, current: 'v-newer', previous: 'v-new'})
    expect(endOf(story.subject, labels(story, 1, 0), replaced)).toMatchObject({
      kind: 'succeeded',
      replacedBy: 'v-newer',
    })
  })

  it('by an event when it has no label left at all', () => {
    const story = told()
    story.happened('RotationSucceeded', at(9))
    const lost = {...gone, current: 'v-newest', previous: 'v-newer'}
    const reads = [labels(story, 1, 0), labels(story, 90, 80, lost), labels(story, 95, 80, lost)]
    expect(endOf(story.subject, ...reads)).toBeUndefined()
    expect(endOf(story.subject, ...reads, story.look(at(400), 'RotationSucceeded'))?.kind).toBe('succeeded')
  })

  it('is not concluded from AWSPREVIOUS on a version that had it from the start', () => {
    const story = told()
    const foreign = {previous: 'v-new'}
    const lost = {...gone, previous: 'v-new'}
    const reads = [labels(story, 1, 0, foreign), labels(story, 10, 9, lost), labels(story, 15, 9, lost)]
    expect(endOf(story.subject, ...reads)?.kind).not.toBe('succeeded')
  })
})

describe('abandoned', () => {
  const replaced = {...gone, current: 'v-hand', previous: 'v-old'}

  it('when it lost AWSPENDING to a value written by hand, seen twice', () => {
    const story = told()
    const first = [labels(story, 1, 0), labels(story, 10, 9, replaced)]
    expect(endOf(story.subject, ...first)).toBeUndefined()
    expect(endOf(story.subject, ...first, labels(story, 14, 9, replaced))).toMatchObject({
      kind: 'abandoned',
      seen: {current: 'v-hand', currentAsBefore: false},
    })
  })

  it('is not concluded from a replica that lags behind', () => {
    const story = told()
    const before = labels(story, 5, -60, {...gone})
    expect(endOf(story.subject, labels(story, 1, 0), before, labels(story, 9, -60, {...gone}))).toBeUndefined()
  })

  it('is not concluded from a label that is not visible yet', () => {
    const story = told()
    const early = [2, 4, 8, 20].map(seconds => labels(story, seconds, -60, {...gone}))
    expect(endOf(story.subject, ...early)).toBeUndefined()
  })

  it('waits for the events where two versions were current meanwhile', () => {
    const story = told()
    const lost = {...gone, current: 'v-b', previous: 'v-a'}
    const reads = [labels(story, 1, 0), labels(story, 90, 80, lost), labels(story, 95, 80, lost)]
    const names = ['RotationSucceeded', 'UpdateSecretVersionStage'] as const
    const soon = story.look(at(300), ...names)
    expect(endOf(story.subject, ...reads, soon)).toBeUndefined()
    const late = [story.look(at(1000), ...names), labels(story, 1001, 80, lost)]
    expect(endOf(story.subject, ...reads, soon, ...late)?.kind).toBe('abandoned')
  })

  it('is unknown there when the events may not be read', () => {
    const story = told()
    const lost = {...gone, current: 'v-b', previous: 'v-a'}
    const denied = {kind: 'denied', action: 'cloudtrail:LookupEvents', reason: 'no'} as const
    const events = {kind: 'events', at: at(96), names: ['RotationFailed'], answer: denied} as const
    const reads = [labels(story, 1, 0), labels(story, 90, 80, lost), labels(story, 95, 80, lost), events]
    expect(endOf(story.subject, ...reads, labels(story, 1000, 80, lost))).toMatchObject({kind: 'unknown', denied: true})
  })
})

describe('a rotation that only tests', () => {
  const subject = {...told().subject, startedHere: false}

  it.each([
    ['TestRotationSucceeded', true],
    ['TestRotationFailed', false],
  ] as const)('is over with %s, and is not called abandoned before', (name, passed) => {
    const story = told()
    story.happened(name, at(5))
    const reads = [labels(story, 1, 0), labels(story, 10, 9, gone), labels(story, 15, 9, gone)]
    expect(endOf(subject, ...reads)).toBeUndefined()
    expect(endOf(subject, ...reads, story.look(at(200), name))).toMatchObject({
      kind: 'tested',
      passed,
      current: 'v-old',
    })
  })
})

describe('cancelled', () => {
  const off = {rotationEnabled: false}

  it('when rotation went off and a step that was under way has had its time', () => {
    const story = told()
    const reads = [labels(story, 1, 0), labels(story, 10, 9, off), labels(story, 14, 9, off)]
    expect(endOf(story.subject, ...reads, labels(story, 38, 9, off))).toBeUndefined()
    expect(endOf(story.subject, ...reads, labels(story, 41, 9, off))).toMatchObject({
      kind: 'cancelled',
      pendingLeft: true,
    })
  })

  it('is a success when that step promotes the version after all', () => {
    const story = told()
    const reads = [labels(story, 1, 0), labels(story, 10, 9, off), labels(story, 14, 9, off)]
    const after = labels(story, 20, 19, {...promoted, ...off})
    expect(endOf(story.subject, ...reads, after, {kind: 'time', at: at(31)})?.kind).toBe('succeeded')
  })

  it('also when an empty version lost its label with it: not abandoned', () => {
    const story = told()
    const taken = {...off, ...gone}
    const reads = [labels(story, 1, 0), labels(story, 10, 9, taken), labels(story, 15, 9, taken)]
    expect(endOf(story.subject, ...reads, labels(story, 41, 9, taken))).toMatchObject({
      kind: 'cancelled',
      pendingLeft: false,
    })
  })
})

describe('failed', () => {
  /** Labels and log read at these seconds after the start. */
  const poll = (story: Told, ...seconds: readonly number[]): readonly Observation[] =>
    seconds.flatMap(moment => [labels(story, moment, 0), story.log(at(moment))])

  it('is no verdict while a START, an event or a label change may follow', () => {
    const story = told()
    failedOnce(story)
    expect(endOf(story.subject, ...poll(story, 1, 5, 100, 420))).toBeUndefined()
    // 4 x 30 s and 5 minutes after the REPORT of 3 s, and time for lines to come in.
    expect(endOf(story.subject, ...poll(story, 1, 5, 100, 420, 439))).toMatchObject({
      kind: 'failed',
      at: at(423),
      step: 'createSecret',
      attempts: 1,
      risk: 'no',
    })
  })

  it.each([
    ['another START', (story: Told) => story.start(2, at(200))],
    ['an event that came late', (story: Told) => story.happened('RotationStarted', at(200))],
  ])('is put off by %s', (_, happen) => {
    const story = told()
    failedOnce(story)
    happen(story)
    const look = story.look(at(430), 'RotationStarted', 'RotationFailed')
    expect(endOf(story.subject, ...poll(story, 1, 5, 420), look, ...poll(story, 439))).toBeUndefined()
  })

  it('is put off by a label change', () => {
    const story = told()
    failedOnce(story)
    const changed = [labels(story, 439, 200), story.log(at(439))]
    expect(endOf(story.subject, ...poll(story, 1, 5, 420), ...changed)).toBeUndefined()
  })

  it('waits until events cannot be late any more when no log tells of the failure', () => {
    const story = told()
    story.happened('RotationFailed', at(4), {step: 'createSecret'})
    const names = ['RotationFailed', 'RotationStarted'] as const
    const early = [...poll(story, 1, 5), story.look(at(300), ...names), ...poll(story, 500, 900)]
    expect(endOf(story.subject, ...early)).toBeUndefined()
    const late = [story.look(at(1330), ...names), ...poll(story, 1335)]
    const end = endOf(story.subject, ...early, ...late)
    expect(end).toMatchObject({kind: 'failed', step: 'createSecret'})
    expect(end).not.toHaveProperty('attempts')
  })

  it('gives the newest log lines time to come in', () => {
    const story = told()
    failedOnce(story)
    expect(endOf(story.subject, ...poll(story, 1, 5, 425))).toBeUndefined()
  })

  it('is not concluded while the labels cannot be read', () => {
    const story = told()
    failedOnce(story)
    const unread = {kind: 'labels-unread', at: at(400), failure} as const
    expect(endOf(story.subject, ...poll(story, 1, 5), unread, story.log(at(460)))).toBeUndefined()
  })

  it('is not concluded when a new attempt began and was never heard of again', () => {
    const story = told()
    failedOnce(story)
    story.start(2, at(60))
    expect(endOf(story.subject, ...poll(story, 1, 5, 61, 1000, 1700))).toBeUndefined()
  })

  it('is never concluded from silence alone', () => {
    const story = told()
    story.start(1, at(1), 'createSecret')
    story.report(1, at(3), 2000)
    expect(endOf(story.subject, ...poll(story, 1, 5, 600, 1700))).toBeUndefined()
  })

  it('with --fail-fast comes at once', () => {
    const story = told()
    failedOnce(story)
    const subject = {...story.subject, failFast: true}
    expect(endOf(subject, ...poll(story, 1, 5))).toMatchObject({kind: 'failed', failFast: true})
  })

  it('with --fail-fast comes after the line of the failure, which waits for the labels', () => {
    const story = told()
    failedOnce(story)
    const subject = {...story.subject, failFast: true}
    const seen = [labels(story, 1, 0), story.log(at(5))]
    expect(endOf(subject, ...seen)).toBeUndefined()
    expect(endOf(subject, ...seen, labels(story, 6, 0))).toMatchObject({kind: 'failed', failFast: true})
  })

  it.each([
    ['testSecret', 'set'],
    ['setSecret', 'maybe'],
    ['createSecret', 'no'],
    [undefined, 'unseen'],
  ] as const)('in %s says about the target: %s', (step, risk) => {
    const story = told()
    story.happened('RotationFailed', at(4), step === undefined ? {} : {step})
    const subject = {...story.subject, failFast: true}
    const denied = {kind: 'denied', action: 'logs:FilterLogEvents', reason: 'no'} as const
    const log = {kind: 'log', at: at(5), answer: denied, alone: true} as const
    expect(endOf(subject, labels(story, 1, 0), log, story.look(at(300), 'RotationFailed'))).toMatchObject({risk})
  })
})

describe('unknown', () => {
  it('when labels may not be read, asked twice', () => {
    const story = told()
    const denied = {...failure, denied: true}
    const first = {kind: 'labels-unread', at: at(5), failure: denied} as const
    expect(endOf(story.subject, labels(story, 1, 0), first)).toBeUndefined()
    expect(endOf(story.subject, labels(story, 1, 0), first, {...first, at: at(9)})).toMatchObject({
      kind: 'unknown',
      denied: true,
    })
  })

  it('when the secret is not there any more', () => {
    const story = told()
    const first = {kind: 'labels-unread', at: at(5), failure: {...failure, gone: true}} as const
    const end = endOf(story.subject, labels(story, 1, 0), first, {...first, at: at(9)})
    expect(end).toMatchObject({kind: 'unknown', denied: false, source: 'labels'})
  })

  it('is no answer to failed reads that may mend, however many', () => {
    const story = told()
    const reads = Array.from({length: 20}, (_, n) => ({kind: 'labels-unread', at: at(5 + n * 30), failure}) as const)
    expect(endOf(story.subject, labels(story, 1, 0), ...reads)).toBeUndefined()
    const end = endOf(story.subject, labels(story, 1, 0), ...reads, {kind: 'time', at: at(1801)})
    expect(end).toMatchObject({kind: 'unknown', source: 'labels', denied: false})
  })
})

describe('not finished', () => {
  it('when the time is up while the labels can be read', () => {
    const story = told()
    const end = endOf(story.subject, labels(story, 1, 0), labels(story, 1799, 0), {kind: 'time', at: at(1800)})
    expect(end).toMatchObject({kind: 'not-finished', seen: {current: 'v-old', currentAsBefore: true}})
    expect(30 * minute).toBe(story.subject.timeoutMs)
  })
})

describe('a cold start that was seen before its START', () => {
  it('is one invocation with what follows: it holds back no step and shifts none', () => {
    const story = told()
    story.init(at(1))
    const looks = [[labels(story, 1, 0), story.log(at(2))]]
    story.start(1, at(3))
    story.report(1, at(4), 1000)
    story.start(2, at(4.5))
    story.report(2, at(5), 500)
    looks.push([labels(story, 6, 4), story.log(at(6))])
    const {lines} = play(story.subject, looks)
    expect(lines.filter(line => line.kind === 'step').map(({step, outcome}) => `${step} ${outcome}`)).toEqual([
      'createSecret ok',
      'setSecret ok',
    ])
    expect(lines.filter(line => line.kind === 'log' && line.text.startsWith('INIT'))).toHaveLength(1)
  })
})

describe('an event', () => {
  it('is told with the delay of the trail only where an earlier look did not show it', () => {
    const story = told()
    failedOnce(story)
    const looks = [story.look(at(2), 'RotationFailed'), story.look(at(300), 'RotationFailed')]
    const told1 = play(story.subject, [[labels(story, 1, 0)], ...looks.slice(1).map(look => [look])])
    const told2 = play(story.subject, [[labels(story, 1, 0)], ...looks.map(look => [look])])
    const arriving = [told1, told2].map(({lines}) =>
      lines.flatMap(line => (line.kind === 'event' ? line.seenArriving : [])),
    )
    expect(arriving).toEqual([[false], [true]])
  })
})

describe('a watch that ends before its verdict', () => {
  /** The state after some observations. */
  const stateOf = (subject: WatchSubject, ...observations: readonly Observation[]) =>
    observations.reduce(
      (state, observation) => observe(state, [observation]).state,
      startOfWatch(subject, subject.startedAt),
    )

  it('has succeeded when AWSCURRENT was seen on the version, however it ends', () => {
    const story = told()
    const seen = [labels(story, 1, 0), labels(story, 10, 9, promoted)]
    const state = stateOf(story.subject, ...seen)
    const success = {kind: 'succeeded', tookMs: 9000, previous: 'v-old'}
    expect(endOf(story.subject, ...seen)).toBeUndefined()
    expect(leftBehind(state, at(11))).toMatchObject(success)
    expect(unknownBecause(state, {...failure, denied: true}, at(11))).toMatchObject(success)
    expect(endOf({...story.subject, deadlineAt: at(10)}, ...seen)).toMatchObject(success)
  })

  it('tells what speaks against the rotation when it is left', () => {
    const story = told()
    const pending = labels(story, 1, 0)
    const left = (...more: readonly Observation[]) => {
      const end = leftBehind(stateOf(story.subject, pending, ...more), at(99))
      expectAsDocumented('end', end)
      return end
    }
    expect(left()).not.toHaveProperty('near')
    expect(left(labels(story, 10, 9, {rotationEnabled: false}))).toMatchObject({kind: 'left', near: 'off'})
    expect(left(labels(story, 10, 9, {...gone, current: 'v-hand', previous: 'v-old'}))).toMatchObject({near: 'lost'})
    failedOnce(story)
    expect(left(story.log(at(20)))).toMatchObject({kind: 'left', near: 'failed'})
  })
})
