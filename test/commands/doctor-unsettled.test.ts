import {afterEach, beforeEach, expect, it} from 'vitest'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const name = 'prod/orders/db'

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

it('a repair whose rotation failed ends by saying so, not that no finding remains', async () => {
  await stage.secret(name, await stage.rotator('orders-rotation'))
  await stage.mend('orders-rotation', {step: 'createSecret', how: 'throws', complains: 'no more room'})
  await stage.rotate(name)
  await stage.pass(25 * HOUR)
  // Another failure than the one that is known, so that a rotation is offered.
  await stage.mend('orders-rotation', {step: 'createSecret', how: 'throws', complains: 'no room either'})
  const fix = ['--fix', '--yes', '--allow', 'pending-without-value']
  const run = await stage.run(['doctor', name, '--probe', loginProbe, ...fix])
  expect(run.stdout).toContain('Rotation    failed')
  expect(run.stdout).not.toContain('no finding remains')
  expect(run.stdout).toContain(
    `${name} is not settled: the rotation that was started failed, and AWS may try it again (exit 3)`,
  )
  expect(run.exitCode).toBe(3)
})
