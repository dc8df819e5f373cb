import * as fc from 'fast-check'
import {expect, it} from 'vitest'
import {parseSchedule, windowsAfter} from '../../../src/lib/rotation/schedule.ts'
import type {RotationRules} from '../../../src/lib/rotation/secret.ts'
import * as sandbox from '../../../src/lib/sandbox/services/secretsmanager/schedule.ts'

// The grammar is written twice, here and in the sandbox, from the documentation and without a look at each other.

const fields = {
  hours: fc.oneof(
    fc.integer({min: 0, max: 24}).map(String),
    fc
      .tuple(fc.option(fc.integer({min: 0, max: 23})), fc.integer({min: 1, max: 13}))
      .map(([from, step]) => `${from ?? ''}/${step}`),
  ),
  days: fc.oneof(
    fc.constantFrom(
      '*',
      '?',
      'L',
      'SUNL',
      'FRIL',
      '1,15',
      '1-7',
      '*/5',
      '3/9',
      '5-25/10',
      '31',
      '0',
      '32',
      '7-3',
      '29',
    ),
    fc.integer({min: 1, max: 31}).map(String),
  ),
  months: fc.oneof(
    fc.constantFrom('*', '1/3', 'JAN,JUN', '3-9', '*/2', 'FEB', '2', '13', 'FEB-OCT/4', 'MAY-JUL'),
    fc.integer({min: 1, max: 12}).map(String),
  ),
  weekdays: fc.oneof(
    fc.constantFrom(
      '*',
      '?',
      'L',
      '1L',
      'SATL',
      'MON-FRI',
      'MON,THU',
      '2/3',
      '2-6/2',
      'TUE#3',
      '1#1',
      'FRI#5',
      'FRI#6',
      '8',
    ),
    fc.integer({min: 1, max: 7}).map(String),
  ),
  minutes: fc.constantFrom('0', '0', '0', '0', '15', '*'),
  years: fc.constantFrom('*', '*', '*', '*', '2027'),
}

const expressions = fc.oneof(
  fc
    .tuple(fields.minutes, fields.hours, fields.days, fields.months, fc.constant('?'), fields.years)
    .map(parts => `cron(${parts.join(' ')})`),
  fc
    .tuple(fields.minutes, fields.hours, fc.constant('?'), fields.months, fields.weekdays, fields.years)
    .map(parts => `cron(${parts.join(' ')})`),
  fc
    .tuple(fc.integer({min: 0, max: 60}), fc.constantFrom('hour', 'hours', 'day', 'days', 'minutes'))
    .map(([count, unit]) => `rate(${count} ${unit})`),
)

const rules: fc.Arbitrary<RotationRules> = fc
  .oneof(
    fc.record({
      scheduleExpression: expressions,
      duration: fc.option(fc.constantFrom('1h', '2h', '3h', '4h', '6h', '12h', '24h', '0h', '25h'), {nil: undefined}),
    }),
    fc.record({
      automaticallyAfterDays: fc.integer({min: 0, max: 1001}),
      duration: fc.option(fc.constantFrom('1h', '24h', '25h'), {nil: undefined}),
    }),
  )
  .map(({duration, ...rest}) => ({...rest, ...(duration === undefined ? {} : {duration})}))

const froms = fc.integer({min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2034-12-31T00:00:00Z')})

function theirs(given: RotationRules, from: number): readonly (readonly [number, number])[] | 'refused' {
  try {
    const schedule = sandbox.parseSchedule({
      AutomaticallyAfterDays: given.automaticallyAfterDays,
      ScheduleExpression: given.scheduleExpression,
      Duration: given.duration,
    })
    return sandbox.windowsAfter(schedule, from, 6).map(window => [window.startMs, window.endMs] as const)
  } catch (error) {
    if ((error as {code?: string}).code !== 'InvalidParameterException') throw error
    return 'refused'
  }
}

function ours(given: RotationRules, from: number): readonly (readonly [number, number])[] | 'refused' {
  const schedule = parseSchedule(given)
  if (schedule.kind === 'refused') return 'refused'
  return windowsAfter(schedule, from, 6).map(window => [window.startsAt, window.endsAt] as const)
}

/** AWS does not say what it makes of a schedule that leaves years out (a fifth Friday in January); the two may differ. */
function skipsYears(given: RotationRules): boolean {
  const schedule = parseSchedule(given)
  if (schedule.kind === 'refused' || schedule.form === 'rate') return false
  return Array.from({length: 28}, (_, index) => Date.UTC(2013 + index, 0, 1) - 1).some(from => {
    const [next] = windowsAfter(schedule, from, 1)
    return next === undefined || next.startsAt >= Date.UTC(new Date(from + 1).getUTCFullYear() + 1, 0, 1)
  })
}

it('refuses and accepts the same rules as the sandbox, and opens the same windows', () => {
  let accepted = 0
  fc.assert(
    fc.property(rules, froms, (given, from) => {
      fc.pre(!skipsYears(given))
      const mine = ours(given, from)
      if (mine !== 'refused') accepted += 1
      expect(mine).toEqual(theirs(given, from))
    }),
    {numRuns: 3000},
  )
  expect(accepted).toBeGreaterThan(500)
})
