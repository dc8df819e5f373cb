import {Cron as Croner} from 'croner'
import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {intervalMs, parseSchedule, type Schedule, windowsAfter} from '../../../src/lib/rotation/schedule.ts'

const hour = 3_600_000
const day = 24 * hour
const at = (iso: string): number => Date.parse(iso)

function accepted(expression: string, duration?: string): Schedule {
  const answer = parseSchedule({scheduleExpression: expression, ...(duration === undefined ? {} : {duration})})
  if (answer.kind === 'refused') throw new Error(`${expression}: ${answer.reason}`)
  return answer
}

function starts(expression: string, from: string, count: number): string[] {
  return windowsAfter(accepted(expression), at(from), count).map(window => new Date(window.startsAt).toISOString())
}

describe('rates', () => {
  it('opens the window a whole interval after the day of the last rotation and closes it at the end of that day', () => {
    // The one published output of a real secret: written 2026-02-03T17:34Z, 30 days, NextRotationDate 03-05T23:59:59Z.
    const answer = parseSchedule({automaticallyAfterDays: 30})
    expect(answer.kind).toBe('schedule')
    const [window] = windowsAfter(answer as Schedule, at('2026-02-03T17:34:00Z'), 1)
    expect(new Date(window!.endsAt - 1000).toISOString()).toBe('2026-03-05T23:59:59.000Z')
  })

  it('keeps windows of hourly rates an hour long and on the grid from midnight', () => {
    const windows = windowsAfter(accepted('rate(10 hours)'), at('2026-11-22T03:12:00Z'), 3)
    expect(windows.map(window => new Date(window.startsAt).toISOString().slice(8, 16))).toEqual([
      '22T10:00',
      '22T20:00',
      '23T06:00',
    ])
    expect(windows.every(window => window.endsAt - window.startsAt === hour)).toBe(true)
  })

  it('takes hour and hours, day and days', () => {
    expect(intervalMs(accepted('rate(1 day)'))).toBe(day)
    expect(intervalMs(accepted('rate(12 hour)'))).toBe(12 * hour)
  })
})

describe('cron', () => {
  it('reads the documented increments, which restart every day', () => {
    expect(starts('cron(0 2/10 * * ? *)', '2026-11-22T03:00:00Z', 3).map(text => text.slice(8, 13))).toEqual([
      '22T12',
      '22T22',
      '23T02',
    ])
    expect(starts('cron(0 /8 * * ? *)', '2026-11-22T00:00:00Z', 2).map(text => text.slice(11, 13))).toEqual([
      '08',
      '16',
    ])
    expect(starts('cron(0 4/12 * * ? *)', '2026-11-22T00:00:00Z', 2).map(text => text.slice(11, 13))).toEqual([
      '04',
      '16',
    ])
  })

  it('reads last days, last weekdays and third Tuesdays', () => {
    expect(starts('cron(0 1 L * ? *)', '2026-02-01T00:00:00Z', 1)).toEqual(['2026-02-28T01:00:00.000Z'])
    expect(starts('cron(0 1 SUNL * ? *)', '2026-11-01T00:00:00Z', 1)).toEqual(['2026-11-29T01:00:00.000Z'])
    expect(starts('cron(0 1 ? * TUE#3 *)', '2026-11-01T00:00:00Z', 1)).toEqual(['2026-11-17T01:00:00.000Z'])
    expect(starts('cron(0 1 ? 1/3 SUN#1 *)', '2026-11-22T00:00:00Z', 1)).toEqual(['2027-01-03T01:00:00.000Z'])
  })

  it('gives the end of the documented window of two hours', () => {
    const [window] = windowsAfter(accepted('cron(0 16 1,15 * ? *)', '2h'), at('2026-11-02T00:00:00Z'), 1)
    expect(new Date(window!.endsAt - 1000).toISOString()).toBe('2026-11-15T17:59:59.000Z')
  })

  it('lets a window without Duration last an hour for hourly and to midnight for daily schedules', () => {
    const length = (text: string): number => {
      const [window] = windowsAfter(accepted(text), at('2026-11-22T00:30:00Z'), 1)
      return window!.endsAt - window!.startsAt
    }
    expect(length('cron(0 /6 * * ? *)')).toBe(hour)
    expect(length('cron(0 16 * * ? *)')).toBe(8 * hour)
  })

  it('calls the longest gap the interval', () => {
    expect(intervalMs(accepted('cron(0 2 * * ? *)'))).toBe(day)
    expect(intervalMs(accepted('cron(0 2 1 * ? *)'))).toBe(31 * day)
    expect(intervalMs(accepted('cron(0 2/10 * * ? *)'))).toBe(10 * hour)
    expect(intervalMs(accepted('cron(0 0 ? * SUN *)'))).toBe(7 * day)
  })
})

describe('refusals', () => {
  const refusals: [string, string | undefined, RegExp][] = [
    ['rate(3 hours)', undefined, /shortest interval is four hours/],
    ['cron(0 /7 * * ? *)', undefined, /four hours, over midnight too/],
    ['rate(1001 days)', undefined, /longest interval/],
    ['rate(0 days)', undefined, /shortest/],
    ['rate(30 minutes)', undefined, /rate\(N hours\), rate\(N days\) or cron/],
    ['cron(5 2 * * ? *)', undefined, /Minutes must be 0, not 5/],
    ['cron(0 2 * * ? 2027)', undefined, /Year must be \*/],
    ['cron(0 2 * * * *)', undefined, /exactly one of/],
    ['cron(0 2 ? * ? *)', undefined, /exactly one of/],
    ['cron(0 2 * * ?)', undefined, /six fields, this one has 5/],
    ['cron(0 24 * * ? *)', undefined, /Hours 24/],
    ['cron(0 * * * ? *)', undefined, /Hours takes one hour/],
    ['cron(0 0/3 * * ? *)', undefined, /shortest interval/],
    ['cron(0 2 32 * ? *)', undefined, /Day-of-month 32 is not 1–31/],
    ['cron(0 2 * 13 ? *)', undefined, /Month 13 is not 1–12 or JAN–DEC/],
    ['cron(0 2 ? * 8 *)', undefined, /Day-of-week 8 is not 1–7 or SUN–SAT/],
    ['cron(0 2 ? * MON#6 *)', undefined, /# goes from 1 to 5/],
    ['cron(0 2 10-5 * ? *)', undefined, /runs backwards/],
    ['cron(0 2 30 2 ? *)', undefined, /no day ever matches/],
    ['cron(0 20 * * ? *)', '5h', /next UTC day/],
    ['rate(4 hours)', '5h', /runs into the next one/],
    ['cron(0 2/10 * * ? *)', '3h', /next UTC day/],
    ['rate(30 days)', '0h', /Duration is 1h to 24h/],
    ['rate(30 days)', '25h', /Duration is 1h to 24h/],
    ['rate(30 days); drop', undefined, /takes letters/],
  ]
  it.each(refusals)('%s with %s', (scheduleExpression, duration, reason) => {
    const answer = parseSchedule({scheduleExpression, ...(duration === undefined ? {} : {duration})})
    expect(answer.kind === 'refused' ? answer.reason : '').toMatch(reason)
  })

  it('takes windows that touch each other and the end of the day', () => {
    expect(accepted('cron(0 0/4 * * ? *)', '4h').durationMs).toBe(4 * hour)
  })

  it('refuses rules without any interval and intervals outside 1–1000 days', () => {
    expect(parseSchedule({})).toEqual({kind: 'refused', reason: 'no rotation interval is set'})
    expect(parseSchedule({automaticallyAfterDays: 1001}).kind).toBe('refused')
  })
})

describe('against other readings of the grammar', () => {
  const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
  const hours = fc.oneof(
    fc.integer({min: 0, max: 23}).map(String),
    fc.constantFrom('/8', '8/8', '2/10', '4/12', '0/6', '/4', '1/5'),
  )
  const months = fc.oneof(
    fc.constant('*'),
    fc.integer({min: 1, max: 12}).map(String),
    fc.constantFrom('1/3', 'JAN,JUN', '3-9', '*/2', 'FEB-OCT/4'),
  )
  const days = fc.oneof(
    fc.constant('*'),
    fc.integer({min: 1, max: 28}).map(String),
    fc.constantFrom('1,15', '1-7', '*/5', '3/9', 'L', '1,L'),
  )
  const weekdays = fc.oneof(
    fc.integer({min: 1, max: 7}).map(String),
    fc.constantFrom(...names),
    fc.constantFrom('MON-FRI', 'MON,THU', '2/3', '2-6/2', 'TUE#3', '1#1', 'FRI#2'),
  )
  const expressions = fc.oneof(
    fc.tuple(hours, days, months).map(([h, d, m]) => `cron(0 ${h} ${d} ${m} ? *)`),
    fc.tuple(hours, months, weekdays).map(([h, m, w]) => `cron(0 ${h} ? ${m} ${w} *)`),
  )
  const froms = fc.integer({min: at('2024-01-01T00:00:00Z'), max: at('2032-12-31T00:00:00Z')})

  it('opens windows exactly at the minutes a walker over all minutes finds', () => {
    fc.assert(
      fc.property(expressions, froms, (expression, from) => {
        const walked = walkMinutes(expression, from, from + 40 * day)
        const ours = windowsAfter(accepted(expression), from, 300).map(window => window.startsAt)
        expect(ours.filter(start => start <= from + 40 * day)).toEqual(walked)
      }),
      {numRuns: 60},
    )
  })

  it('agrees with croner where the dialects do', () => {
    fc.assert(
      fc.property(expressions, froms, (expression, from) => {
        const other = new Croner(toCroner(expression), {timezone: 'UTC', domAndDow: true})
        const theirs = other.nextRuns(5, new Date(from)).map(date => date.getTime())
        const ours = windowsAfter(accepted(expression), from, 5).map(window => window.startsAt)
        expect(ours).toEqual(theirs)
      }),
      {numRuns: 300},
    )
  })

  it('never returns a window that opened before, nor one longer than the gap to the next', () => {
    fc.assert(
      fc.property(expressions, froms, (expression, from) => {
        const windows = windowsAfter(accepted(expression), from, 4)
        windows.forEach((window, index) => {
          expect(window.startsAt).toBeGreaterThan(index === 0 ? from : windows[index - 1]!.startsAt)
          if (index > 0) expect(windows[index - 1]!.endsAt).toBeLessThanOrEqual(window.startsAt)
        })
      }),
      {numRuns: 200},
    )
  })

  /** Seconds field, weekdays from 0; steps that begin at a number become a range, as croner wants them. */
  function toCroner(expression: string): string {
    const [minute, hour, dom, month, dow] = expression.slice(5, -1).split(' ') as [
      string,
      string,
      string,
      string,
      string,
    ]
    const stepped = (text: string, high: number): string =>
      text
        .replace(/^(\d+)\//, `$1-${high}/`)
        .replace(/^\//, '*/')
        .replaceAll('?', '*')
    const weekday = stepped(dow, 7).replaceAll(
      /(\d)(?=[,\-#]|$|\/)/g,
      (text, digit: string, offset: number, whole: string) =>
        /[#/]/.test(whole[offset - 1] ?? '') ? text : String(Number(digit) - 1),
    )
    return `0 ${minute} ${stepped(hour, 23)} ${stepped(dom, 31)} ${stepped(month, 12)} ${weekday}`
  }

  function walkMinutes(expression: string, after: number, until: number): number[] {
    const found: number[] = []
    const fields = expression.slice(5, -1).split(' ') as [string, string, string, string, string, string]
    for (let minute = Math.floor(after / 60_000) + 1; minute * 60_000 <= until; minute++) {
      const date = new Date(minute * 60_000)
      if (date.getUTCMinutes() === 0 && matches(fields, date)) found.push(date.getTime())
    }
    return found
  }

  function matches([, hour, dom, month, dow]: string[], date: Date): boolean {
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    const inList = (text: string, value: number, low: number, high: number, dictionary: string[]): boolean =>
      text.split(',').some(part => {
        if (part === 'L') return value === last
        const [span, step] = part.split('/') as [string, string | undefined]
        const number = (word: string): number =>
          dictionary.includes(word) ? dictionary.indexOf(word) + 1 : Number(word)
        const bounds = span === '*' || span === '' ? [low, high] : span.split('-').map(number)
        const end = bounds[1] ?? (step === undefined ? bounds[0]! : high)
        for (let each = bounds[0]!; each <= end; each += Number(step ?? 1)) if (each === value) return true
        return false
      })
    const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
    if (!inList(hour!, date.getUTCHours(), 0, 23, [])) return false
    if (!inList(month!, date.getUTCMonth() + 1, 1, 12, monthNames)) return false
    if (dom !== '?') return inList(dom!, date.getUTCDate(), 1, 31, [])
    const [weekday, nth] = dow!.split('#') as [string, string | undefined]
    if (nth !== undefined && Math.floor((date.getUTCDate() - 1) / 7) + 1 !== Number(nth)) return false
    return inList(weekday, date.getUTCDay() + 1, 1, 7, names)
  }
})
