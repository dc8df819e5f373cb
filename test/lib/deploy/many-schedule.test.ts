import {describe, expect, it} from 'vitest'
import {spreadIntervals, spreadRules} from '../../../src/lib/deploy/many-schedule.ts'
import {drawOf} from '../../../src/lib/operations/deploy-many-schedule.ts'
import {intervalMs, parseSchedule} from '../../../src/lib/rotation/schedule.ts'

const users = Array.from({length: 2000}, (_, index) => `user-${index}`)
const DAY = 86_400_000

describe('the schedules of many users', () => {
  it.each(spreadIntervals)('are schedules that AWS takes, and recur within a few days of %s', every => {
    for (const user of users.slice(0, 400)) {
      const schedule = parseSchedule(spreadRules(every, undefined, drawOf(user)) ?? {})
      if (schedule.kind === 'refused') throw new Error(schedule.reason)
      const days = Number.parseInt(every, 10)
      expect(Math.abs(intervalMs(schedule) / DAY - days)).toBeLessThanOrEqual(days > 7 ? 6 : 0)
    }
  })

  it('are the same for the same user, whoever else there is', () => {
    expect(spreadRules('30d', undefined, drawOf('ana'))).toEqual(spreadRules('30d', undefined, drawOf('ana')))
  })

  it('give no hour of the month more than a few of two thousand users', () => {
    const counts = new Map<string, number>()
    for (const user of users) {
      const {scheduleExpression = ''} = spreadRules('30d', undefined, drawOf(user)) ?? {}
      counts.set(scheduleExpression, (counts.get(scheduleExpression) ?? 0) + 1)
    }
    expect(counts.size).toBeGreaterThan(500)
    expect(Math.max(...counts.values())).toBeLessThan(16)
  })

  it('end with their day, however long a window is', () => {
    for (const window of ['1h', '12h', '24h'])
      for (const user of users.slice(0, 200))
        expect(parseSchedule(spreadRules('7d', window, drawOf(user)) ?? {})).toMatchObject({kind: 'schedule'})
  })

  it('are not made for an interval that does not recur by the calendar', () => {
    expect(spreadRules('45d', undefined, drawOf('ana'))).toBeUndefined()
  })
})
