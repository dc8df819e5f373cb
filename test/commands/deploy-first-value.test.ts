import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {deployTargets} from '../support/deploy-targets.ts'
import {breachesOf} from '../support/json-schema.ts'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0, apiKeySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

describe.each(Object.entries(deployTargets))('the first value of a deployed %s', (rotator, makeTarget) => {
  it('is said to be a placeholder by status, and is no illness for the doctor, whatever target is asked', async () => {
    await bench.run(['deploy', rotator, '--secret', 'prod/one', ...(await makeTarget(bench.sandbox)), '--yes'])
    const status = await bench.hurried(['status', 'prod/one'])
    // Until the events of the minutes before are in the trail, nobody knows how it stands.
    expect(status.stdout).toMatch(
      /^(?:✔ healthy +prod\/one: no credential until its first rotation|\? unknown .* events may be late)$/m,
    )
    expect(status.stdout).toContain('Value      a placeholder: it holds no credential until its first rotation')
    const target = rotator === 'appsync-api-key' ? 'appsync-key' : 'iam-key'
    const doctor = await bench.hurried(['doctor', 'prod/one', '--read-values', '--target', target])
    expect([doctor.exitCode, doctor.stdout]).toEqual([
      0,
      expect.stringContaining(
        'nothing found; consumers were not asked (it is only a placeholder until the first rotation)',
      ),
    ])
  })
})

describe('a placeholder', () => {
  const deploy = ['deploy', 'random-password', '--secret', 'prod/one']

  it('is a fact of the JSON of status, and none after the first rotation', async () => {
    await bench.run([...deploy, '--yes'])
    const before = await bench.hurried(['status', 'prod/one', '--json'])
    expect(breachesOf('status', before.json)).toEqual([])
    expect(before.json).toMatchObject({secrets: [{placeholder: true}]})
    await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    expect((await bench.hurried(['status', 'prod/one', '--json'])).json).toMatchObject({
      secrets: [{placeholder: false}],
    })
  })

  it('is said where the rotation is off, too', async () => {
    await bench.run([...deploy, '--yes'])
    await bench.run(['disable', 'prod/one', '--yes'])
    expect((await bench.hurried(['status', 'prod/one'])).stdout).toContain('rotation off, only a placeholder')
  })

  it('is not rotated by a later --now, which says what does it (exit 2)', async () => {
    await bench.run([...deploy, '--yes'])
    const again = await bench.run([...deploy, '--now', '--yes'])
    const said = expect.stringContaining('secrot rotate prod/one --watch')
    expect([again.exitCode, again.stderr]).toEqual([2, said])
    await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    expect((await bench.run([...deploy, '--now', '--yes'])).exitCode).toBe(0)
  })

  it('is replaced at once with --now, and with a yes to the question', async () => {
    const now = await bench.run([...deploy, '--now', '--yes'])
    expect([now.exitCode, now.stderr]).toEqual([0, expect.stringContaining('Next: secrot watch prod/one')])
    await bench.sandbox.reset()
    const asked = await bench.run(deploy, {tty: {columns: 120}, answers: ['y', 'y']})
    expect(asked.stdout).toMatch(/and the first\s+rotation has started/)
    expect(asked.stderr).toContain('Until then it holds no credential')
  })
})

describe('the runtime of a deployed function', () => {
  it('is shown with the end of its support, in the JSON always', async () => {
    await bench.run(['deploy', 'random-password', '--secret', 'prod/one', '--yes'])
    const full = await bench.hurried(['status', 'prod/one', '--full'])
    expect(full.stdout).toContain('Runtime    nodejs24.x, supported until 2028-04-30')
    const {json} = await bench.hurried(['status', 'prod/one', '--full', '--json'])
    expect(json).toMatchObject({
      secrets: [{detail: {function: {runtime: 'nodejs24.x', runtimeSupportEndsAt: '2028-04-30T00:00:00.000Z'}}}],
    })
  })

  it('is said where Lambda supports it no longer', async () => {
    await bench.run(['deploy', 'random-password', '--secret', 'prod/one', '--yes'])
    const old = {FunctionName: 'secrot-random-password', Runtime: 'nodejs20.x'}
    await bench.sandbox.call('lambda', 'UpdateFunctionConfiguration', old)
    const {stdout} = await bench.hurried(['status', 'prod/one', '--full'])
    expect(stdout).toContain('Runtime    nodejs20.x, which Lambda no longer supports since 2026-04-30')
    const doctor = await bench.hurried(['doctor', 'prod/one', '--all'])
    expect(doctor.stdout).toContain('function-runtime-deprecated')
  })
})
