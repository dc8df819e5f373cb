import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import {consumersDown, dyingRepair, orders, repairArgv, repairBoundaries} from '../support/dying-repair.ts'

let stage: DoctorStage
let stateDir: string

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-resume-repair-'))
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

/** The labels that a repair leaves that nothing disturbed. */
const undisturbed = ({pending, current}: {pending: string; current: string}) => ({
  AWSCURRENT: pending,
  AWSPREVIOUS: current,
})

describe('journal resume of a repair', () => {
  it('has an undisturbed one to be held against', async () => {
    const before = await consumersDown(stage)
    await stage.run(repairArgv, {stateDir})
    expect(await stage.labels(orders)).toEqual(undisturbed(before))
  })

  it.each(repairBoundaries)('reaches the labels of an undisturbed one when it died $at', async boundary => {
    const before = await consumersDown(stage)
    const runId = await dyingRepair(stage, stateDir, boundary)
    const run = await stage.run(['journal', 'resume', runId, '--yes'], {stateDir})
    expect(run.stdout).toContain(`✔ resumed run ${runId}\n`)
    expect(await stage.labels(orders)).toEqual(undisturbed(before))
    expect(await stage.accepts(orders, before.pending)).toBe(true)
  })

  it('says that a label comes off that the repair was still to take off, with its command', async () => {
    const {pending} = await consumersDown(stage)
    const runId = await dyingRepair(stage, stateDir, {calls: 1, before: '{"kind":"outcome","id":1,'})
    const run = await stage.run(['journal', 'resume', runId, '--dry-run'], {stateDir})
    expect(run.stderr).toContain(`  made      UpdateSecretVersionStage AWSCURRENT  `)
    expect(run.stderr).toContain(`  then      AWSPENDING  off ${pending}, which keeps AWSCURRENT\n`)
    expect(run.stderr).toMatch(
      / {2}aws {7}aws secretsmanager update-secret-version-stage .* --version-stage AWSPENDING/,
    )
    expect(await stage.labels(orders)).toHaveProperty('AWSPENDING')
  })

  it('leaves AWSPENDING where it is once its version is not current any more', async () => {
    const {pending, current} = await consumersDown(stage)
    const runId = await dyingRepair(stage, stateDir, {calls: 1, before: '{"kind":"intent","id":2,'})
    await stage.move(orders, 'AWSCURRENT', pending, current)
    const run = await stage.run(['journal', 'resume', runId, '--dry-run'], {stateDir})
    expect(run.stderr).not.toContain('AWSPENDING  off')
  })
})
