import {expect, it} from 'vitest'
import {processRuns} from './crash/suite.ts'

it('process runs, part 1 of 2: real processes, killed with kill −9, give the record of the model run and lose nothing', async () => {
  const tally = await processRuns({part: 1, of: 2})
  const {length} = tally.seeds
  expect(tally.checked).toBeGreaterThanOrEqual(length)
  expect(tally.playedTwice.length).toBeLessThanOrEqual(length / 50)
  if (length >= 100) expect(tally.deaths).toBeGreaterThan(length / 8)
}, 1_200_000)
