import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {deployTargets} from '../support/deploy-targets.ts'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0, apiKeySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

/** What the function itself was refused. */
function refusedToFunction(rotator: string): readonly unknown[] {
  const entries = bench.sandbox.callRecord.entries().filter(entry => entry.kind === 'call')
  const own = entries.filter(({functionArn}) => functionArn?.endsWith(`:secrot-${rotator}`))
  expect(own.length).toBeGreaterThan(0)
  return own.filter(({error}) => error?.startsWith('AccessDenied')).map(({operation, error}) => [operation, error])
}

describe.each(Object.entries(deployTargets))('a deployed %s', (rotator, makeTarget) => {
  it('rotates its new secret under its own role, and the doctor finds it healthy', async () => {
    const deploy = ['deploy', rotator, '--secret', 'prod/one', ...(await makeTarget(bench.sandbox)), '--yes']
    expect((await bench.run(deploy)).exitCode).toBe(0)
    const rotated = await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    expect(rotated.stderr).toContain(`secrot-${rotator}, rehearsed: conformant`)
    expect(rotated.exitCode).toBe(0)
    const doctor = await bench.hurried(['doctor', 'prod/one', '--read-values'])
    expect(doctor.stdout).toContain('prod/one: the target takes AWSCURRENT; nothing is wrong')
    expect(doctor.exitCode).toBe(0)
    expect(refusedToFunction(rotator)).toEqual([])
    expect((await bench.run(deploy)).stdout).toContain('already deployed')
  })
})
