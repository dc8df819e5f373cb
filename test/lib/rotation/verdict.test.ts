import {describe, expect, it} from 'vitest'
import {eventsNeeded} from '../../../src/lib/rotation/events-rule.ts'
import type {
  EventFacts,
  LogFacts,
  LoggedInvocation,
  RotationNews,
  VerdictFacts,
} from '../../../src/lib/rotation/facts.ts'
import {versionsNeededForAge} from '../../../src/lib/rotation/interval.ts'
import type {Judgement} from '../../../src/lib/rotation/judgement.ts'
import type {SecretDescription, Version} from '../../../src/lib/rotation/secret.ts'
import {verdictOf, worstFirst} from '../../../src/lib/rotation/verdict.ts'
import {plainWhy, type WhyPart} from '../../../src/lib/rotation/why.ts'
import {aSecret, day, hour, minute, pictureNow as now, without} from '../../support/a-secret.ts'

const role = 'arn:aws:iam::111122223333:role/rotation'

function events(...list: RotationNews[]): EventFacts {
  return {kind: 'read', since: now - 80 * day, names: [], events: list}
}

function news(name: string, at: number, more: Partial<RotationNews> = {}): RotationNews {
  return {name, at, versionId: 'v-pending', ...more}
}

function log(...invocations: LoggedInvocation[]): LogFacts {
  return {kind: 'read', invocations, platformLines: true, cutOff: false}
}

function ran(startedAt: number, more: Partial<LoggedInvocation> = {}): LoggedInvocation {
  return {belongsToSecret: true, startedAt, endedAt: startedAt + 1000, ...more}
}

const timeout = (at: number): LoggedInvocation['failure'] => ({kind: 'timeout', text: 'Task timed out', at})
const denied: EventFacts = {kind: 'denied', action: 'cloudtrail:LookupEvents', reason: 'not authorized'}

function judge(description: SecretDescription | undefined, more: Partial<VerdictFacts> = {}): Judgement {
  return verdictOf({
    now,
    description,
    events: {kind: 'not-asked'},
    log: {kind: 'not-asked'},
    functionTimeoutMs: 30_000,
    ...more,
  })
}

const words = (judgement: Judgement): string =>
  judgement.why.map((part: WhyPart) => (typeof part === 'string' ? part : '…')).join('')

const pending = (more: Parameters<typeof aSecret>[0] = {}): SecretDescription =>
  aSecret({pending: 'v-pending', lastChangedAt: now - 41 * minute, ...more})

describe('stuck', () => {
  const failed = events(
    news('RotationStarted', now - 41 * minute),
    news('RotationFailed', now - 28 * minute, {step: 'testSecret'}),
  )

  it('is AWSPENDING on another version after the newest event was a failure and the bound has passed', () => {
    const judgement = judge(pending(), {events: failed})
    expect(judgement).toMatchObject({verdict: 'stuck', pending: {versionId: 'v-pending', startedAt: now - 41 * minute}})
    expect(words(judgement)).toBe('testSecret failed, …')
  })

  it('is not said while the function could still be called: four time limits and the delay of the trail', () => {
    const recent = events(news('RotationFailed', now - 16 * minute, {step: 'testSecret'}))
    expect(judge(pending(), {events: recent}).verdict).toBe('rotating')
    const longer = judge(pending({lastChangedAt: now - 50 * minute}), {events: failed, functionTimeoutMs: 900_000})
    expect(longer.verdict).toBe('rotating')
  })

  it('names the step, the cause and the number of attempts by the invocations in the log, never by events', () => {
    const attempt = (at: number): LoggedInvocation[] => [
      ran(at - 4000),
      ran(at - 2000),
      ran(at - 1000, {endedAt: at, failure: timeout(at)}),
    ]
    const invocations = [now - 41 * minute, now - 35 * minute, now - 28 * minute].flatMap(attempt)
    const judgement = judge(pending(), {events: failed, log: log(...invocations)})
    expect(words(judgement)).toBe('testSecret timed out 3x, …')
    expect(judgement.pending?.attempts.map(each => each.stepCertain)).toEqual([false, false, true])
    expect(judgement.pending?.reached).toBe('set')
  })

  it('shows the AWS error of a function that ran into a limit, and knows that nothing was set', () => {
    const failure = {kind: 'limit', text: 'LimitExceeded', awsCode: 'LimitExceeded', at: now - day}
    const judgement = judge(pending({lastChangedAt: now - day}), {
      events: events(news('RotationFailed', now - day, {step: 'createSecret'})),
      log: log(ran(now - day - 1000, {step: 'createSecret', failure})),
    })
    expect(words(judgement)).toBe('createSecret: LimitExceeded, …')
    expect(judgement.pending?.mayBeLive).toBe(false)
  })

  it('is a cancelled rotation with a leftover, and not off, without asking for any event', () => {
    const judgement = judge(pending({rotationEnabled: false}), {events: denied})
    expect(judgement.verdict).toBe('stuck')
    expect(words(judgement)).toBe('rotation off, AWSPENDING left, …')
  })

  it('waits one time limit after the cancellation, no longer', () => {
    const cancelled = (ago: number): SecretDescription => pending({rotationEnabled: false, lastChangedAt: now - ago})
    expect(judge(cancelled(20_000)).verdict).toBe('rotating')
    expect(judge(cancelled(40_000)).verdict).toBe('stuck')
  })

  it('is a label that nobody touched for a day outside a window, even when events cannot be read', () => {
    const old = pending({lastChangedAt: now - 2 * day, lastRotatedAt: now - 5 * day})
    expect(judge(old, {events: denied}).verdict).toBe('stuck')
    const inWindow = pending({lastChangedAt: now - 2 * day, rotationRules: {scheduleExpression: 'cron(0 2 * * ? *)'}})
    expect(judge(inWindow, {events: denied}).verdict).toBe('unknown')
  })

  it('is a label that somebody put by hand after a good rotation', () => {
    const judgement = judge(pending({lastChangedAt: now - 2 * hour}), {
      events: events(news('RotationSucceeded', now - 5 * day, {versionId: 'v-current'})),
    })
    expect(judgement.verdict).toBe('stuck')
  })

  it('is AWSPENDING on a secret in which nothing is current', () => {
    const judgement = judge(pending({current: null, lastChangedAt: now - 2 * hour}), {events: failed})
    expect(judgement.verdict).toBe('stuck')
  })
})

describe('lines of a shared function', () => {
  it('decide nothing when they name no secret', () => {
    const open: LoggedInvocation = {belongsToSecret: false, startedAt: now - 5000}
    const failure = timeout(now - 3 * hour)
    const other = ran(now - 3 * hour, {belongsToSecret: false, step: 'testSecret', failure})
    const description = pending({lastChangedAt: now - 3 * hour})
    const judgement = judge(description, {events: events(), log: log(other, open)})
    expect(judgement.verdict).toBe('unknown')
    expect(judgement.pending?.attempts).toEqual([])
  })
})

describe('rotating', () => {
  it('is a START without a REPORT, the step told from the order of calls and marked', () => {
    const description = pending({lastChangedAt: now - 2 * hour})
    const judgement = judge(description, {
      events: events(),
      log: log(ran(now - 20_000), ran(now - 15_000), {belongsToSecret: true, startedAt: now - 9000}),
    })
    expect(judgement.verdict).toBe('rotating')
    expect(words(judgement)).toBe('testSecret ~, …')
  })

  it('does not count the end of the rotation before, whose START the log no longer shows', () => {
    const description = pending({lastChangedAt: now - 12_000, lastRotatedAt: now - 6 * day})
    const endOfFormer: LoggedInvocation = {belongsToSecret: true, endedAt: now - 6 * day}
    const judgement = judge(description, {
      events: events(),
      log: log(endOfFormer, ran(now - 11_000), ran(now - 10_000), {belongsToSecret: true, startedAt: now - 9000}),
    })
    expect(words(judgement)).toBe('testSecret ~, …')
  })

  it('is no longer said of a START that is older than the time limit allows', () => {
    const description = pending({lastChangedAt: now - 2 * hour})
    const lost: LoggedInvocation = {belongsToSecret: true, startedAt: now - 2 * hour}
    expect(judge(description, {events: events(), log: log(lost)}).verdict).toBe('unknown')
  })

  it('needs no event when something changed within the bound', () => {
    const judgement = judge(pending({lastChangedAt: now - 5 * minute}), {events: denied})
    expect(judgement.verdict).toBe('rotating')
    expect(judgement.unread).toEqual([{fact: 'events', action: 'cloudtrail:LookupEvents', reason: 'not authorized'}])
  })
})

describe('unknown', () => {
  it('is said when the labels could not be read', () => {
    expect(judge(undefined)).toMatchObject({verdict: 'unknown', unread: [{fact: 'labels'}]})
  })

  it('is a leftover of which neither events nor log tell anything', () => {
    const log: LogFacts = {kind: 'denied', action: 'logs:FilterLogEvents', reason: 'not authorized'}
    const judgement = judge(pending({lastChangedAt: now - 20 * hour}), {events: events(), log})
    expect(judgement.verdict).toBe('unknown')
    expect(words(judgement)).toBe('AWSPENDING left, no event, no log')
    expect(judgement.unread).toEqual([{fact: 'log', action: 'logs:FilterLogEvents', reason: 'not authorized'}])
  })

  it('is what a cut-off trail leaves, whatever it showed', () => {
    const cut: EventFacts = {
      kind: 'cut-off',
      events: [news('RotationFailed', now - 5 * hour)],
      reason: 'more events than were read',
    }
    expect(judge(pending({lastChangedAt: now - 6 * hour}), {events: cut}).verdict).toBe('unknown')
    const changed = aSecret({lastChangedAt: now - 2 * day})
    expect(words(judge(changed, {events: cut}))).toBe('changed since, events cut off')
  })

  it('is said when events were needed and were not read, and not when they were not needed', () => {
    const changed = aSecret({lastChangedAt: now - 2 * day})
    expect(judge(changed, {events: denied}).verdict).toBe('unknown')
    expect(judge(aSecret(), {events: denied}).verdict).toBe('healthy')
  })

  it('is a change of the last 15 minutes of which no event tells yet', () => {
    const touched = aSecret({lastChangedAt: now - 3 * minute})
    expect(words(judge(touched, {events: events()}))).toBe('changed …, events may be late')
    const told = events(news('TestRotationSucceeded', now - 3 * minute))
    expect(judge(touched, {events: told}).verdict).toBe('healthy')
    expect(judge(aSecret({lastChangedAt: now - 16 * minute}), {events: events()}).verdict).toBe('healthy')
  })

  it('is a rotation that began and left neither a label nor an end', () => {
    const changed = aSecret({lastChangedAt: now - 2 * day})
    const judgement = judge(changed, {events: events(news('RotationStarted', now - 2 * day))})
    expect(judgement.verdict).toBe('unknown')
  })

  it('is a secret that rotates and has no value in use', () => {
    const empty = without(aSecret({staging: new Map()}), 'lastRotatedAt')
    expect(judge(empty, {events: events()}).verdict).toBe('unknown')
  })
})

describe('failing', () => {
  const changed = aSecret({lastChangedAt: now - 2 * hour})

  it.each([
    ['RotationFailed', 'testSecret failed …', {step: 'testSecret'}],
    ['TestRotationFailed', 'test rotation failed …', {}],
    ['RotationAbandoned', 'rotation abandoned …', {}],
  ] as const)('is %s as the newest event with nothing pending', (name, why, more) => {
    const judgement = judge(changed, {
      events: events(news('RotationSucceeded', now - 5 * day), news(name, now - 2 * hour, more)),
    })
    expect(judgement.verdict).toBe('failing')
    expect(words(judgement)).toBe(why)
  })

  it('ends with the next success, also when only LastRotatedDate tells of it', () => {
    const failure = news('RotationFailed', now - 2 * hour)
    expect(judge(changed, {events: events(failure, news('RotationSucceeded', now - hour))}).verdict).toBe('healthy')
    const rotated = aSecret({lastRotatedAt: now - hour, lastChangedAt: now, nextRotationAt: now - minute})
    expect(judge(rotated, {events: events(failure)}).verdict).not.toBe('failing')
  })

  const versions = (labelLess: Partial<Version>): Version[] => [
    {versionId: 'v-current', labels: ['AWSCURRENT'], createdAt: now - 5 * day, kmsKeyIds: []},
    {versionId: 'v-lost', labels: [], createdAt: now - 2 * hour, kmsKeyIds: [], ...labelLess},
  ]
  const wrote = news('PutSecretValue', now - 2 * hour, {versionId: 'v-lost', caller: {roleArn: role}})

  it('is a version without labels, newer than the one in use, that the function wrote', () => {
    const facts = {events: events(wrote), versions: versions({}), functionRoleArn: role}
    expect(judge(changed, facts)).toMatchObject({verdict: 'failing', why: ['v-lost is newer and has no label']})
  })

  it('is not said of older ones, of others people wrote, nor of the copy of a schedule test', () => {
    const older = {events: events(wrote), versions: versions({createdAt: now - 9 * day}), functionRoleArn: role}
    expect(judge(changed, older).verdict).toBe('healthy')
    const other = {events: events(wrote), versions: versions({}), functionRoleArn: 'arn:aws:iam::1:role/other'}
    expect(judge(changed, other).verdict).toBe('healthy')
    const copy = events(wrote, news('TestRotationStarted', now - 2 * hour, {versionId: 'v-lost'}))
    expect(judge(changed, {events: copy, versions: versions({}), functionRoleArn: role}).verdict).toBe('healthy')
  })

  it('is unknown, never healthy, when nobody can tell who wrote it', () => {
    expect(judge(changed, {events: events(), versions: versions({}), functionRoleArn: role}).verdict).toBe('unknown')
    expect(judge(changed, {events: events(wrote), versions: versions({})}).verdict).toBe('unknown')
  })
})

describe('late', () => {
  const overdue = aSecret({
    lastRotatedAt: now - 44 * day,
    lastChangedAt: now - 44 * day,
    nextRotationAt: now - 14 * day,
  })

  it('needs the date and the age of the value', () => {
    const judgement = judge(overdue, {events: events()})
    expect(judgement.verdict).toBe('late')
    expect(plainWhy(judgement.why)).toBe('no attempt seen since 2026-10-09T03:12:40.000Z')
  })

  it('is not said of a date that is past while the value is younger than the interval', () => {
    const young = aSecret({lastRotatedAt: now - 20 * day, lastChangedAt: now - 20 * day, nextRotationAt: now - day})
    expect(judge(young, {events: events()}).verdict).toBe('healthy')
  })

  it('is not said of an old value whose date is ahead', () => {
    const ahead = aSecret({lastRotatedAt: now - 44 * day, lastChangedAt: now - 44 * day, nextRotationAt: now + day})
    expect(judge(ahead).verdict).toBe('healthy')
  })

  it('asks for the versions when a change since may have been a value put by hand', () => {
    const touched = {...overdue, lastChangedAt: now - 3 * day}
    const facts: VerdictFacts = {now, description: touched, events: events(), log: {kind: 'not-asked'}}
    expect(versionsNeededForAge(facts)).toBe(true)
    expect(versionsNeededForAge({...facts, description: overdue})).toBe(false)
    expect(verdictOf(facts).verdict).toBe('unknown')
    const at = (createdAt: number): Version[] => [{versionId: 'v-current', labels: [], createdAt, kmsKeyIds: []}]
    expect(verdictOf({...facts, versions: at(now - 44 * day)}).verdict).toBe('late')
    expect(verdictOf({...facts, versions: at(now - 3 * day)}).verdict).toBe('healthy')
  })

  it('counts the wait from where the trail begins when that is later', () => {
    const short: EventFacts = {kind: 'read', since: now - 10 * day, names: [], events: []}
    expect(plainWhy(judge(overdue, {events: short}).why)).toContain('2026-11-12')
  })

  it('is unknown when the events were not readable', () => {
    expect(judge(overdue, {events: denied}).verdict).toBe('unknown')
  })
})

describe('off', () => {
  it('is a rotation that was cancelled or never configured with nothing pending', () => {
    expect(words(judge(aSecret({rotationEnabled: false})))).toBe('rotation off, its rules kept')
    const never = without(aSecret(), 'rotationEnabled', 'rotationFunctionArn', 'rotationRules', 'nextRotationAt')
    expect(judge(never)).toMatchObject({verdict: 'off', why: ['rotation never configured']})
  })

  it('says that the first value is still in use', () => {
    const fresh = without(aSecret({staging: new Map([['v1', ['AWSCURRENT']]])}), 'rotationEnabled', 'lastRotatedAt')
    expect(words(judge(fresh))).toBe('rotation never configured, first value in use')
  })
})

describe('healthy', () => {
  it('takes AWSPENDING beside AWSCURRENT for a finished rotation', () => {
    const staging = new Map([['v1', ['AWSCURRENT', 'AWSPENDING']]])
    expect(judge(aSecret({staging})).verdict).toBe('healthy')
  })

  it('names the service that rotates its own secret', () => {
    const owned = without(aSecret({name: 'rds!cluster-4f1c', owningService: 'rds'}), 'rotationFunctionArn')
    expect(words(judge(owned))).toBe('rotated by rds, no function')
  })
})

describe('when events are asked', () => {
  it.each([
    ['something is pending', pending(), 'pending'],
    ['the date is past', aSecret({nextRotationAt: now - 1}), 'date-past'],
    [
      'something changed over an hour after the last rotation',
      aSecret({lastChangedAt: now - 4 * day}),
      'changed-since',
    ],
    ['rotation is on and never happened', without(aSecret(), 'lastRotatedAt'), 'changed-since'],
    ['nothing of this', aSecret({lastChangedAt: now - 5 * day + hour}), undefined],
    ['rotation is off', aSecret({rotationEnabled: false, lastChangedAt: now}), undefined],
    ['rotation is off and a label is left', pending({rotationEnabled: false}), 'pending'],
  ] as const)('%s', (_, description, reason) => {
    expect(eventsNeeded(description, now)).toBe(reason)
  })
})

describe('the order of the table', () => {
  it('puts stuck secrets whose pending value may be live first', () => {
    const failedIn = (step: 'createSecret' | 'setSecret'): Judgement =>
      judge(pending({lastChangedAt: now - 3 * hour}), {
        events: events(news('RotationFailed', now - 3 * hour, {step})),
      })
    const rows = Object.entries({
      a: judge(aSecret()),
      b: failedIn('createSecret'),
      c: failedIn('setSecret'),
      d: judge(undefined),
    }).map(([name, {verdict, pending: left}]) => ({name, verdict, mayBeLive: left?.mayBeLive ?? false}))
    expect(rows.sort(worstFirst).map(row => row.name)).toEqual(['c', 'b', 'd', 'a'])
  })
})
