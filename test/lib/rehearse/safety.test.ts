import {describe, expect, it} from 'vitest'
import type {Observation} from '../../../src/lib/rehearse/observation.ts'
import {breachesOf} from '../../../src/lib/rehearse/safety.ts'

const labels = {old: ['AWSCURRENT'], new: ['AWSPENDING']}
const at = (accepted: readonly string[], places?: readonly (readonly string[])[]) =>
  ({samples: [{at: 0, after: -1, labels, accepted, places}], seen: [], rejections: []}) as unknown as Observation

describe('a password that is replaced at two places, one after the other', () => {
  it('leaves nobody locked out while each place takes some labelled version', () => {
    expect(breachesOf(at([], [['new'], ['old']]), 'rep')).toEqual([])
  })

  it('locks out where one of them takes none', () => {
    const none = {
      after: -1,
      expected: 'the target accepts the value of some labelled version',
      observed: 'it accepted none',
    }
    expect(breachesOf(at([], [['new'], []]), 'rep')).toEqual([none])
    expect(breachesOf(at([], [['new'], ['without-a-label']]), 'rep')).toEqual([none])
  })
})

describe('a password that is replaced at one place', () => {
  it('locks out where that takes no labelled version', () => {
    expect(breachesOf(at([]), 'rep')).toHaveLength(1)
    expect(breachesOf(at(['old']), 'rep')).toEqual([])
  })
})
