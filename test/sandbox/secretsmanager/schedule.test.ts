import {Cron as Croner} from 'croner'
import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {
  parseSchedule,
  shortestGapDays,
  windowsAfter,
  type RotationRules,
} from '../../../src/lib/sandbox/services/secretsmanager/schedule.ts'

const FROM = Date.parse('2026-02-03T17:34:00Z')

function windowsOf(rules: RotationRules | string, count = 3, from = FROM): string[] {
  const schedule = parseSchedule(typeof rules === 'string' ? {ScheduleExpression: rules} : rules)
  return windowsAfter(schedule, from, count).map(window => {
    const lastSecond = new Date(window.endMs - 1000).toISOString()
    return `${new Date(window.startMs).toISOString().slice(0, 13)} .. ${lastSecond.slice(0, 19)}`
  })
}

describe('windows of a rotation schedule', () => {
  it.each<[RotationRules | string, string[]]>([
    [{AutomaticallyAfterDays: 30}, ['2026-03-05T00 .. 2026-03-05T23:59:59', '2026-04-04T00 .. 2026-04-04T23:59:59']],
    [{AutomaticallyAfterDays: 1, Duration: '3h'}, ['2026-02-04T00 .. 2026-02-04T02:59:59']],
    ['rate(10 days)', ['2026-02-13T00 .. 2026-02-13T23:59:59', '2026-02-23T00 .. 2026-02-23T23:59:59']],
    ['rate(1 day)', ['2026-02-04T00 .. 2026-02-04T23:59:59']],
    ['rate(4 hours)', ['2026-02-03T20 .. 2026-02-03T20:59:59', '2026-02-04T00 .. 2026-02-04T00:59:59']],
    ['rate(10 hours)', ['2026-02-03T20 .. 2026-02-03T20:59:59', '2026-02-04T06 .. 2026-02-04T06:59:59']],
    [{ScheduleExpression: 'rate(6 hours)', Duration: '6h'}, ['2026-02-03T18 .. 2026-02-03T23:59:59']],
    [{ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h'}, ['2026-02-15T16 .. 2026-02-15T17:59:59']],
    ['cron(0 /8 * * ? *)', ['2026-02-04T00 .. 2026-02-04T00:59:59', '2026-02-04T08 .. 2026-02-04T08:59:59']],
    ['cron(0 8/8 * * ? *)', ['2026-02-04T08 .. 2026-02-04T08:59:59', '2026-02-04T16 .. 2026-02-04T16:59:59']],
    ['cron(0 2/10 * * ? *)', ['2026-02-03T22 .. 2026-02-03T22:59:59', '2026-02-04T02 .. 2026-02-04T02:59:59']],
    ['cron(0 10 * * ? *)', ['2026-02-04T10 .. 2026-02-04T23:59:59']],
    ['cron(0 18 ? * SAT *)', ['2026-02-07T18 .. 2026-02-07T23:59:59']],
    ['cron(0 8 ? * MON-FRI *)', ['2026-02-04T08 .. 2026-02-04T23:59:59', '2026-02-05T08 .. 2026-02-05T23:59:59']],
    ['cron(0 8 1 * ? *)', ['2026-03-01T08 .. 2026-03-01T23:59:59']],
    ['cron(0 17 L * ? *)', ['2026-02-28T17 .. 2026-02-28T23:59:59', '2026-03-31T17 .. 2026-03-31T23:59:59']],
    ['cron(0 0 SUNL * ? *)', ['2026-02-22T00 .. 2026-02-22T23:59:59', '2026-03-29T00 .. 2026-03-29T23:59:59']],
    ['cron(0 0 ? * 1L *)', ['2026-02-22T00 .. 2026-02-22T23:59:59']],
    ['cron(0 0 ? * L *)', ['2026-02-07T00 .. 2026-02-07T23:59:59']],
    ['cron(0 3 ? * TUE#3 *)', ['2026-02-17T03 .. 2026-02-17T23:59:59', '2026-03-17T03 .. 2026-03-17T23:59:59']],
    ['cron(0 1 ? 1/3 SUN#1 *)', ['2026-04-05T01 .. 2026-04-05T23:59:59', '2026-07-05T01 .. 2026-07-05T23:59:59']],
    ['cron(0 0 1-5/2 JAN,jul ? *)', ['2026-07-01T00 .. 2026-07-01T23:59:59', '2026-07-03T00 .. 2026-07-03T23:59:59']],
  ])('%j opens %j', (rules, expected) => {
    expect(windowsOf(rules, expected.length)).toEqual(expected)
  })

  it('starts again each day with increments of hours', () => {
    expect(windowsOf('cron(0 2/10 * * ? *)', 4).map(text => text.slice(8, 13))).toEqual([
      '03T22',
      '04T02',
      '04T12',
      '04T22',
    ])
  })

  it('shows fourteen days for a schedule of twice a month', () => {
    expect(shortestGapDays(parseSchedule({ScheduleExpression: 'cron(0 16 1,15 * ? *)'}))).toBe(14)
  })

  it.each([
    ['rate(4 hours)', 1],
    ['rate(10 days)', 10],
    ['cron(0 8 ? * MON *)', 7],
    ['cron(0 8 1 1 ? *)', 365],
  ])('shows whole days for %s', (expression, days) => {
    expect(shortestGapDays(parseSchedule({ScheduleExpression: expression}))).toBe(days)
  })
})

describe('schedules that AWS refuses', () => {
  const both = {AutomaticallyAfterDays: 3, ScheduleExpression: 'rate(3 days)'}

  it('refuses days and an expression together in the words of AWS', () => {
    expect(() => parseSchedule(both)).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterException',
        message: 'You cannot specify both rotation frequency and schedule expression together.',
      }),
    )
  })

  it.each([0, 1001])('refuses a rotation every %i days in the words of AWS', days => {
    expect(() => parseSchedule({AutomaticallyAfterDays: days})).toThrow(
      'RotationRules.AutomaticallyAfterDays must be within 1-1000.',
    )
  })

  it.each([
    'rate(3 hours)',
    'rate(0 days)',
    'rate(1001 days)',
    'rate(24001 hours)',
    'rate(5 minutes)',
    'rate(-1 days)',
    'every day',
    'cron(0 10 * * ?)',
    'cron(5 10 * * ? *)',
    'cron(0 10 * * ? 2026)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 8,20 * * ? *)',
    'cron(0 8-20 * * ? *)',
    'cron(0 * * * ? *)',
    'cron(0 /3 * * ? *)',
    'cron(0 /7 * * ? *)',
    'cron(0 8/0 * * ? *)',
    'cron(0 8 0 * ? *)',
    'cron(0 8 32 * ? *)',
    'cron(0 8 5-3 * ? *)',
    'cron(0 8 30 FEB ? *)',
    'cron(0 8 29 2 ? *)',
    'cron(0 8 1 13 ? *)',
    'cron(0 8 ? * SUN#6 *)',
    'cron(0 8 ? * SUN#1,MON#1 *)',
    'cron(0 8 ? * 8 *)',
    'cron(0 8 15W * ? *)',
  ])('refuses %s', expression => {
    expect(() => parseSchedule({ScheduleExpression: expression})).toThrow(
      expect.objectContaining({code: 'InvalidParameterException'}),
    )
  })

  it.each<[string, string]>([
    ['rate(1 day)', '25h'],
    ['rate(1 day)', '0h'],
    ['rate(1 day)', '3'],
    ['rate(8 hours)', '9h'],
    ['cron(0 22 * * ? *)', '3h'],
    ['cron(0 0/8 * * ? *)', '9h'],
  ])('refuses %s with a window of %s', (expression, duration) => {
    expect(() => parseSchedule({ScheduleExpression: expression, Duration: duration})).toThrow(
      expect.objectContaining({code: 'InvalidParameterException'}),
    )
  })

  it.each<[string, string]>([
    ['rate(1 day)', '24h'],
    ['rate(8 hours)', '8h'],
    ['cron(0 22 * * ? *)', '2h'],
    ['cron(0 0/8 * * ? *)', '8h'],
  ])('takes %s with a window of %s', (expression, duration) => {
    expect(() => parseSchedule({ScheduleExpression: expression, Duration: duration})).not.toThrow()
  })

  it('refuses rules that name no frequency', () => {
    expect(() => parseSchedule({Duration: '3h'})).toThrow(expect.objectContaining({code: 'InvalidParameterException'}))
  })
})

describe('windows against another cron reader', () => {
  const numbers = (min: number, max: number) =>
    fc.uniqueArray(fc.integer({min, max}), {minLength: 1, maxLength: 4}).map(list => list.toSorted((a, b) => a - b))
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      numbers(min, max).map(list => list.join(',')),
      fc.tuple(fc.integer({min, max}), fc.integer({min, max})).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.tuple(fc.integer({min, max}), fc.integer({min: 1, max})).map(([start, step]) => `${start}/${step}`),
    )

  it('agrees on dates and months for any list, range or increment', () => {
    const cases = fc.record({
      hour: fc.integer({min: 0, max: 23}),
      date: fc.oneof(field(1, 28), fc.constant('L')),
      month: field(1, 12),
      from: fc.integer({min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1)}),
    })
    fc.assert(
      fc.property(cases, ({hour, date, month, from}) => {
        const schedule = parseSchedule({ScheduleExpression: `cron(0 ${hour} ${date} ${month} ? *)`})
        const other = new Croner(`0 0 ${hour} ${widened(date, 31)} ${widened(month, 12)} *`, {timezone: 'UTC'})
        const starts = windowsAfter(schedule, from, 5).map(window => window.startMs)
        expect(starts).toEqual(other.nextRuns(5, new Date(from)).map(run => run.getTime()))
      }),
      {numRuns: 200},
    )
  })

  it('agrees on weekdays and their occurrence in a month', () => {
    const weekday = fc.oneof(
      field(1, 7),
      fc.tuple(fc.integer({min: 1, max: 7}), fc.integer({min: 1, max: 4})).map(([day, nth]) => `${day}#${nth}`),
    )
    const cases = fc.record({weekday, from: fc.integer({min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1)})})
    fc.assert(
      fc.property(cases, ({weekday, from}) => {
        const schedule = parseSchedule({ScheduleExpression: `cron(0 5 ? * ${weekday} *)`})
        const other = new Croner(`0 0 5 * * ${fromZero(weekday)}`, {timezone: 'UTC'})
        const starts = windowsAfter(schedule, from, 5).map(window => window.startMs)
        expect(starts).toEqual(other.nextRuns(5, new Date(from)).map(run => run.getTime()))
      }),
      {numRuns: 200},
    )
  })
})

/** The other reader wants a range before the slash. */
function widened(field: string, max: number): string {
  return field.replace(/^(\d+)\//, `$1-${max}/`)
}

/** The other reader counts weekdays from 0. */
function fromZero(field: string): string {
  const [days = '', nth] = field.split('#')
  const [range = '', step] = widened(days, 7).split('/')
  const lowered = range.replaceAll(/\d+/g, day => String(Number(day) - 1))
  return lowered + (step === undefined ? '' : `/${step}`) + (nth === undefined ? '' : `#${nth}`)
}
