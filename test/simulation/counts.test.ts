import {afterEach, expect, it, vi} from 'vitest'

const variables = [
  'SECROT_CRASH_RUNS',
  'SECROT_CRASH_PROCESS_RUNS',
  'SECROT_WATCH_RUNS',
  'SECROT_EXPOSURE_RUNS',
] as const

afterEach(() => vi.unstubAllEnvs())

async function countsWith(environment: Readonly<Record<string, string>>): Promise<readonly number[]> {
  for (const name of [...variables, 'SECROT_SIMULATION']) vi.stubEnv(name, environment[name])
  vi.resetModules()
  const {crashModelRuns, crashProcessRuns, watches, exposureRuns} = await import('./counts.ts')
  return [crashModelRuns, crashProcessRuns, watches, exposureRuns]
}

it('a check plays a part of the simulations, which never becomes small', async () => {
  const least = [6000, 300, 4000, 14]
  const counts = await countsWith({})
  for (const [index, count] of counts.entries()) expect(count).toBeGreaterThanOrEqual(least[index]!)
})

it('SECROT_SIMULATION=whole plays all of them', async () => {
  expect(await countsWith({SECROT_SIMULATION: 'whole'})).toEqual([20_000, 300, 10_000, 50])
})

it('a count of its own plays a seed again, whatever else is said', async () => {
  expect(await countsWith({SECROT_SIMULATION: 'whole', SECROT_CRASH_RUNS: '1'})).toEqual([1, 300, 10_000, 50])
})
