import {describe, expect, it} from 'vitest'
import {Budget} from '../../../src/lib/rotators/budget.ts'
import {stillClock} from './support/still-clock.ts'

const limit = (ms: number) => ({getRemainingTimeInMillis: () => ms})

describe('the time that a step has', () => {
  it('ends before the time limit of the function does', () => {
    const clock = stillClock()
    const budget = new Budget(clock, limit(30_000))
    expect(budget.remainingMs()).toBe(28_500)
    clock.pass(28_000)
    expect(budget.remainingMs()).toBe(500)
  })

  it('refuses a wait that it has no time for, and waits otherwise', async () => {
    const clock = stillClock()
    const budget = new Budget(clock, limit(5000))
    await budget.sleep(3000)
    expect(clock.now()).toBe(3000)
    await expect(budget.sleep(501)).rejects.toThrow("the function's time limit has nearly come")
    expect(clock.now()).toBe(3000)
  })

  it('ends a call that never answers, saying which', async () => {
    const budget = new Budget(stillClock(), limit(1501))
    const never = () => new Promise(() => {})
    await expect(budget.within(never, 'the answer to GetUser')).rejects.toThrow(
      "the function's time limit has nearly come while the answer to GetUser was waited for",
    )
  })

  it('begins no call when the time is up', async () => {
    let begun = false
    const work = async () => {
      begun = true
    }
    await expect(new Budget(stillClock(), limit(1500)).within(work, 'it')).rejects.toThrow('nearly come')
    expect(begun).toBe(false)
  })

  it('has no end where nothing limits it', async () => {
    const budget = new Budget(stillClock(), undefined)
    expect(budget.remainingMs()).toBe(Infinity)
    expect(await budget.within(async () => 'done', 'it')).toBe('done')
  })
})
