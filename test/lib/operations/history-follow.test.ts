import {describe, expect, it} from 'vitest'
import type {Gateways} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import type {TimelineLine} from '../../../src/lib/history/timeline/lines.ts'
import type {Context} from '../../../src/lib/operations/context.ts'
import {followHistory} from '../../../src/lib/operations/history-follow.ts'
import type {NotRead} from '../../../src/lib/operations/status-result.ts'
import type {SecretDescription} from '../../../src/lib/rotation/secret.ts'
import {virtualTime} from '../../support/virtual-time.ts'

const startAt = Date.parse('2026-11-22T03:00:00Z')
const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy'
const scope = {region: 'eu-central-1'}
const description: SecretDescription = {
  arn,
  name: 'prod/api',
  rotationEnabled: true,
  lastChangedAt: startAt,
  tags: {},
  staging: new Map([['v1', ['AWSCURRENT']]]),
}

const denied = (action: string) => new SecrotError({code: 'ACCESS_DENIED', message: 'no', exit: EXIT.denied, action})
const expired = new SecrotError({code: 'CREDENTIALS_EXPIRED', message: 'over', exit: EXIT.denied})

/** Follows with a DescribeSecret and a LookupEvents that answer by turns; the function has no log. */
async function followed(describe: (turn: number) => SecretDescription, lookUp: (turn: number) => void) {
  const time = virtualTime(startAt)
  const turns = {describe: 0, lookUp: 0}
  const lines: TimelineLine[] = []
  const notRead: NotRead[] = []
  const gateways = {
    secrets: {describe: () => Promise.resolve().then(() => describe((turns.describe += 1)))},
    trail: {
      page: () =>
        Promise.resolve()
          .then(() => lookUp((turns.lookUp += 1)))
          .then(() => ({events: []})),
    },
  }
  const context = {
    aws: () => gateways as unknown as Gateways,
    clock: time.clock,
    signal: new AbortController().signal,
  } as unknown as Context
  const subject = {
    name: 'prod/api',
    scope,
    trailScope: scope,
    secret: {arn, scope, accountId: '111122223333', description},
    subjectOf: () => ({arn, name: 'prod/api'}),
  }
  const input = {events: [], eventsSince: new Map(), invocations: [], platformLines: true, since: 0, now: startAt}
  const listener = {
    onLine: (line: TimelineLine) => lines.push(line),
    onNotRead: (missing: NotRead) => notRead.push(missing),
  }
  const end: unknown = await time.run(
    followHistory(context, {subject, input}, listener).catch((error: unknown) => error),
  )
  return {end, lines, notRead, time}
}

describe('following a history', () => {
  it('takes a failed read for one more turn and says it once', async () => {
    const {end, lines, notRead} = await followed(
      turn => {
        if (turn <= 3) throw new SecrotError({code: 'THROTTLED', message: 'too often'})
        if (turn > 5) throw expired
        return turn === 4 ? description : {...description, rotationEnabled: false, lastChangedAt: startAt + 1000}
      },
      () => undefined,
    )
    expect(notRead).toEqual([{fact: 'labels', subject: 'prod/api', reason: 'too often'}])
    expect(lines).toEqual([{kind: 'switch', source: 'labels', at: startAt + 1000, enabled: false}])
    expect(end).toBe(expired)
  })

  it('leaves out an answer that is older than the one before', async () => {
    const moved = {...description, lastChangedAt: startAt + 5000, staging: new Map([['v2', ['AWSCURRENT']]])}
    const {lines} = await followed(
      turn => {
        if (turn > 4) throw expired
        return turn === 2 ? description : moved
      },
      () => undefined,
    )
    expect(lines).toMatchObject([{kind: 'labels', moves: [{label: 'AWSCURRENT', from: 'v1', to: 'v2'}]}])
  })

  it('ends with exit 5 once everything is denied, and names each action', async () => {
    const {end, notRead} = await followed(
      () => {
        throw denied('secretsmanager:DescribeSecret')
      },
      () => {
        throw denied('cloudtrail:LookupEvents')
      },
    )
    expect(notRead.map(({action}) => action)).toEqual(['secretsmanager:DescribeSecret', 'cloudtrail:LookupEvents'])
    expect(end).toMatchObject({code: 'NOTHING_TO_FOLLOW', exit: EXIT.denied})
  })

  it('ends at once with credentials that ended', async () => {
    const {end} = await followed(
      () => description,
      turn => {
        if (turn === 2) throw expired
      },
    )
    expect(end).toBe(expired)
  })

  it('leaves nothing behind that goes on reading', async () => {
    const turns: number[] = []
    const {time} = await followed(
      turn => {
        turns.push(turn)
        return description
      },
      () => {
        throw expired
      },
    )
    const before = turns.length
    await time.run(time.clock.sleep(60_000))
    expect(turns).toHaveLength(before)
  })
})
