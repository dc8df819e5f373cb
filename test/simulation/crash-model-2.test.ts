import {expect, it} from 'vitest'
import {modelRuns} from './crash/suite.ts'

it('model runs, part 2 of 2: no call and no death of secrot loses a credential, and doctor settles what is left', async () => {
  const tally = await modelRuns({part: 2, of: 2})
  const {length} = tally.seeds
  expect(tally.checked).toBeGreaterThanOrEqual(length)
  if (length < 5000) return
  expect(tally.deaths).toBeGreaterThan(length / 5)
  expect(tally.missed).toEqual([])
}, 1_200_000)
