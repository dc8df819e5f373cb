import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'

let bench: RotatorBench

beforeEach(async () => {
  bench = await startRotators({switches: {rotationRetryDelayMs: 2000}})
})

afterEach(() => bench[Symbol.asyncDispose]())

describe('rotate --watch', () => {
  it('follows a rotation to success', async () => {
    const rotator = await bench.rotator('api-rotation', {environment: {SAYS_STEP: '1'}})
    await bench.secret('prod/api', rotator)
    const run = await bench.run(['rotate', 'prod/api', '--watch', '--yes'])
    console.log(run.stdout, run.stderr, run.exitCode, run.calledActions)
    expect(run.exitCode).toBe(0)
  })
})
