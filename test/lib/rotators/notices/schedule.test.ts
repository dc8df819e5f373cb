import {describe, expect, it} from 'vitest'
import {nextRotation} from '../../../../src/lib/rotators/notices/schedule.ts'

const now = Date.UTC(2026, 10, 29, 12)

describe('the next rotation', () => {
  it.each([
    [{periodDays: 30}, 'its next rotation, about 2026-12-29 (every 30 days)'],
    [{periodDays: 30, schedule: 'rate(10 days)'}, 'its next rotation, about 2026-12-09 (every 10 days)'],
    [{schedule: 'rate(1 day)'}, 'its next rotation, about 2026-11-30 (every day)'],
    [{schedule: 'rate(6 hours)'}, 'its next rotation, about 2026-11-29 (every 6 hours)'],
    [{schedule: 'rate( 2  days )'}, 'its next rotation, about 2026-12-01 (every 2 days)'],
    [{schedule: 'cron(0 8 1 * ? *)'}, 'the next rotation of its schedule, cron(0 8 1 * ? *)'],
    [{}, 'its next rotation, which is not scheduled'],
  ])('is told by the real schedule: %j', (facts, text) => {
    expect(nextRotation(facts, now).text).toBe(text)
  })
})
