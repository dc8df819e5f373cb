import {describe, expect, it} from 'vitest'
import {
  endOfNewKey,
  endOfOverlap,
  endOfReplaced,
  endsTooEarly,
  endsWithinOverlap,
  lifetimeOf,
  outlivesNoPeriod,
} from '../../../../src/lib/rotators/appsync-api-key/lifetime.ts'
import {aContext, aSecret} from '../support/a-context.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** Half past an hour, so that rounding shows. */
const now = Date.parse('2026-11-22T09:30:00Z')

const life = (secret: {readonly periodDays?: number; readonly schedule?: string}, overlap = DAY) => ({
  now,
  overlap,
  secret,
})

describe('the life of a new key', () => {
  it.each([
    ['a day', {periodDays: 1}, 1],
    ['30 days', {periodDays: 30}, 30],
    ['30 days, as a rate', {schedule: 'rate(30 days)'}, 30],
    ['30 days, as a rate with spaces', {schedule: 'rate( 30  days )'}, 30],
    ['12 hours', {schedule: 'rate(12 hours)', periodDays: 1}, 0.5],
  ])('is that of two rotations, a window and the overlap, in full hours: %s', (_, secret, days) => {
    const end = endOfNewKey(life(secret))
    expect(end % HOUR).toBe(0)
    expect(end - now).toBeGreaterThan((2 * days + 2) * DAY)
    expect(end - now).toBeLessThanOrEqual((2 * days + 2) * DAY + 2 * HOUR)
  })

  it.each([
    ['a period near the longest life', {periodDays: 364}],
    ['a calendar', {schedule: 'cron(0 8 1 * ? *)', periodDays: 31}],
    ['no schedule', {}],
  ])('is the longest that AppSync takes from a clock that is minutes ahead: %s', (_, secret) => {
    const end = endOfNewKey(life(secret))
    expect(end % HOUR).toBe(0)
    expect(end - now).toBeLessThanOrEqual(365 * DAY - 10 * 60 * 1000)
    expect(end - now).toBeGreaterThan(364 * DAY + 22 * HOUR)
  })

  it('is too short where its replacement may come later', () => {
    expect(outlivesNoPeriod(life({periodDays: 364}))).toBe(false)
    expect(outlivesNoPeriod(life({periodDays: 365}))).toBe(true)
    expect(outlivesNoPeriod(life({}))).toBe(false)
  })

  it.each([{periodDays: 1}, {periodDays: 364}, {}])(
    'is long enough at first, and is not a period later: %o',
    secret => {
      const end = endOfNewKey(life(secret))
      expect(endsTooEarly(end, life(secret))).toBe(false)
      expect(endsTooEarly(end, {...life(secret), now: now + (secret.periodDays ?? 1) * DAY + 2 * HOUR})).toBe(true)
    },
  )
})

describe('the life of a key that is replaced', () => {
  it('lasts for the overlap', () => {
    expect(endsWithinOverlap(now + DAY - 1, life({}))).toBe(true)
    expect(endsWithinOverlap(now + DAY, life({}))).toBe(false)
    expect(endsWithinOverlap(now + DAY, life({}, 2 * DAY))).toBe(true)
    expect(endsWithinOverlap(endOfOverlap(life({})), life({}))).toBe(false)
    expect(endsWithinOverlap(endOfOverlap(life({}, 3 * DAY)), life({}, 3 * DAY))).toBe(false)
  })

  it('ends a day later, the least that AppSync takes, once the overlap is over', () => {
    expect(new Date(endOfReplaced(now - 30 * DAY, life({}))).toISOString()).toBe('2026-11-23T10:00:00.000Z')
    const almost = Date.parse('2026-11-22T09:55:00Z')
    // A clock that is behind by up to ten minutes would ask for less than a day.
    expect(new Date(endOfReplaced(0, {now: almost, overlap: DAY})).toISOString()).toBe('2026-11-23T11:00:00.000Z')
  })

  it('ends after an overlap that is not over', () => {
    expect(new Date(endOfReplaced(now - DAY, life({}, 5 * DAY))).toISOString()).toBe('2026-11-26T10:00:00.000Z')
  })

  it('has the overlap that OVERLAP_HOURS or the tag of the secret says', () => {
    expect(lifetimeOf(aContext()).overlap).toBe(DAY)
    expect(lifetimeOf(aContext({env: {OVERLAP_HOURS: '48'}})).overlap).toBe(2 * DAY)
    const secret = aSecret({tags: {'secrot:overlap-hours': '1'}})
    expect(lifetimeOf(aContext({secret, env: {OVERLAP_HOURS: '48'}})).overlap).toBe(HOUR)
    expect(() => lifetimeOf(aContext({env: {OVERLAP_HOURS: '0'}}))).toThrow('OVERLAP_HOURS is not a whole number')
  })
})
