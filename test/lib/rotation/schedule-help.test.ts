import {describe, expect, it} from 'vitest'
import {allowedForm, placeOf} from '../../../src/lib/rotation/schedule-help.ts'
import {parseSchedule} from '../../../src/lib/rotation/schedule.ts'

/** What a person is told about an expression that AWS would refuse. */
function told(scheduleExpression: string, duration?: string): readonly (string | number | undefined)[] {
  const answer = parseSchedule({scheduleExpression, ...(duration === undefined ? {} : {duration})})
  if (answer.kind !== 'refused') throw new Error(`${scheduleExpression} is taken`)
  return [answer.reason, placeOf(scheduleExpression, answer.fault), allowedForm(answer.fault)]
}

describe('help with a schedule', () => {
  it.each([
    ['cron(5 8 * * ? *)', 'Minutes must be 0, not 5', 6, 'Minutes: 0'],
    ['cron(0  25 * * ? *)', 'Hours 25 is not 0–23', 9, 'Hours: 0–23, or an increment: /8 or 2/10'],
    ['cron(0 8 32 * ? *)', 'Day-of-month 32 is not 1–31', 10, 'Day-of-month: 1–31, L, '],
    ['cron(0 8 ? FOO MON *)', 'Month FOO is not 1–12 or JAN–DEC', 12, 'Month: 1–12 or JAN–DEC'],
    ['cron(0 8 ? * TUE#6 *)', 'a month has no TUE#6: # goes from 1 to 5', 14, 'Day-of-week: 1–7 or SUN–SAT'],
    ['cron(0 8 * * * *)', 'exactly one of Day-of-month and Day-of-week must be ?', 14, 'Day-of-week: '],
    ['cron(0 8 * * ? 2027)', 'Year must be *, not 2027', 16, 'Year: *'],
  ])('names the field of %s, its place and what may stand there', (expression, reason, place, allowed) => {
    expect(told(expression)).toEqual([reason, place, expect.stringContaining(allowed)])
  })

  it.each([
    ['cron(0 8 * * ?)', undefined, 'cron() takes six fields, this one has 5', 'rate(N hours), '],
    ['every(30 days)', undefined, 'a schedule is rate(N hours)', 'rate(N hours), '],
    ['rate(3 hours)', undefined, 'the shortest interval is four hours', 'from 4 hours to 1000 days'],
    ['rate(2 days)', '25h', 'Duration is 1h to 24h, not 25h', '1h to 24h'],
    ['cron(0 22 * * ? *)', '3h', 'the window runs into the next UTC day', 'ending before the next UTC day'],
  ])('names no place where %s is wrong as a whole', (expression, duration, reason, allowed) => {
    expect(told(expression, duration)).toEqual([
      expect.stringContaining(reason),
      undefined,
      expect.stringContaining(allowed),
    ])
  })
})
