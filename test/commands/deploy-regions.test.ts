import {afterAll, beforeAll, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const name = 'secrot-random-password'
const deploy = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']
const elsewhere = ['--region', 'eu-west-1']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
  await bench.run(deploy)
})
afterAll(() => bench[Symbol.asyncDispose]())

async function rotates(): Promise<boolean> {
  const {exitCode} = await bench.run(['rotate', 'prod/session', '--watch', '--yes'])
  return exitCode === 0
}

it('a deployment of the same name in a second region is refused, and the first goes on rotating', async () => {
  const run = await bench.run([...deploy, ...elsewhere])
  const said = expect.stringContaining('the same deployment in eu-central-1')
  expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], said])
  expect(await rotates()).toBe(true)
})

it('destroy in a second region leaves the role to the first', async () => {
  const run = await bench.run(['destroy', name, '--yes', ...elsewhere])
  expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], expect.stringContaining('--region eu-central-1')])
  expect(await rotates()).toBe(true)
})

it('another name works in a second region', async () => {
  expect((await bench.run([...deploy, ...elsewhere, '--name', 'west'])).exitCode).toBe(0)
})

it('a role that says no region, as it was made before, counts as that of the region', async () => {
  const role = {RoleName: `${name}-role`, TagKeys: ['secrot:region']}
  await bench.sandbox.call('iam', 'UntagRole', role)
  expect((await bench.run(deploy)).stdout).toContain('already deployed')
})
