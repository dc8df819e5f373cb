import {describe, expect, it} from 'vitest'
import {contradicts} from '../../../src/lib/rehearse/guess-kind.ts'

describe('a kind that somebody names', () => {
  it('cannot be another one than what a function did that made keys', () => {
    expect(contradicts('add', 'add')).toBe(false)
    expect((['alt', 'rep', 'rand'] as const).map(wanted => contradicts(wanted, 'add'))).toEqual([true, true, true])
  })

  it('cannot be one without a target where there is one', () => {
    expect(contradicts('rand', 'rep')).toBe(true)
    expect(contradicts('rand', 'alt')).toBe(true)
    expect(contradicts('rand', 'rand')).toBe(false)
  })

  it('may be either of the two that look alike from outside', () => {
    expect(contradicts('alt', 'rep')).toBe(false)
    expect(contradicts('rep', 'alt')).toBe(false)
    expect(contradicts('rep', 'rand')).toBe(false)
  })
})
