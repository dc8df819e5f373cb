import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import {consumersDown, dyingRepair, orders, repairArgv, repairBoundaries} from '../support/dying-repair.ts'
import {killRun, newestRun} from '../support/journal-files.ts'
import type {RunSecrotOptions} from '../support/run-secrot.ts'

let stage: DoctorStage
let stateDir: string

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-undo-repair-'))
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const secrot = (argv: readonly string[], options: RunSecrotOptions = {}) => stage.run(argv, {stateDir, ...options})
const allowed = ['--allow', 'target-not-asked', '--yes']

async function repaired(): Promise<string> {
  await secrot(repairArgv)
  await stage.pass(2000)
  return newestRun(stateDir)
}

describe('undo of a repair', () => {
  it('brings the labels back, each version labelled all the way, and says what the run knew of the target', async () => {
    const {pending, current} = await consumersDown(stage)
    const before = await stage.versions(orders)
    const runId = await repaired()
    const screen = {tty: {columns: 240}, env: {NO_COLOR: '1'}}
    const run = await secrot(['undo', runId], {...screen, answers: ['y', 'y']})
    const shown = Array.from(run.stderr.matchAll(/^(AWS\w+) {2}(.*?) ·/gm), found => `${found[1]} ${found[2]}`)
    expect(shown).toEqual([`AWSPENDING on ${pending}`, `AWSCURRENT ${pending} → ${current}`, ...shown.slice(2)])
    expect(run.stderr).toContain(`? Move AWSCURRENT back to ${current}?`)
    expect(run.stderr).toContain('the target rejects')
    expect(run.stderr).toContain('(y/N, --allow target-not-asked) y')
    expect(run.exitCode).toBe(0)
    const after = await stage.versions(orders)
    const sorted = (versions: Record<string, readonly string[]>) =>
      Object.fromEntries(Object.entries(versions).map(([id, labels]) => [id, labels.toSorted()]))
    expect(sorted(after)).toEqual(sorted(before))
  })

  it('does not move AWSCURRENT by --yes alone: that the target was not asked has an answer of its own', async () => {
    await consumersDown(stage)
    const runId = await repaired()
    const labels = await stage.labels(orders)
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--allow target-not-asked')])
    expect(await stage.labels(orders)).toEqual(labels)
  })

  it('is forbidden once somebody moved a label since, which is named with where it is (exit 3)', async () => {
    const {pending, current} = await consumersDown(stage)
    const runId = await repaired()
    await stage.move(orders, 'AWSCURRENT', pending, current)
    await stage.move(orders, 'AWSPREVIOUS', pending)
    await stage.move(orders, 'AWSPREVIOUS', undefined, pending)
    await stage.move(orders, 'AWSCURRENT', current, pending)
    await stage.move(orders, 'AWSPENDING', undefined, current)
    const labels = await stage.labels(orders)
    const run = await secrot(['undo', runId, ...allowed])
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('it was moved since')])
    expect(run.stderr).toContain(`AWSPENDING is on ${current}, the run left it on nobody`)
    expect(await stage.labels(orders)).toEqual(labels)
  })

  it('goes on where an undo stopped on its way', async () => {
    await consumersDown(stage)
    const before = await stage.labels(orders)
    const runId = await repaired()
    stage.sandbox.faults.set([
      {kind: 'latency', latencyMs: 1, operation: 'UpdateSecretVersionStage', nth: 1},
      {kind: 'connection-reset', operation: 'UpdateSecretVersionStage', nth: 2},
      {kind: 'connection-reset', operation: 'UpdateSecretVersionStage', nth: 3},
    ])
    const stopped = await secrot(['undo', runId, ...allowed])
    expect(stopped.exitCode).not.toBe(0)
    stage.sandbox.faults.clear()
    expect(await stage.labels(orders)).not.toEqual(before)
    await secrot(['undo', runId, ...allowed])
    expect(await stage.labels(orders)).toEqual(before)
  })

  it('that died itself is resumed to its end', async () => {
    await consumersDown(stage)
    const before = await stage.labels(orders)
    const runId = await repaired()
    stage.sandbox.faults.set([{kind: 'connection-reset', operation: 'UpdateSecretVersionStage', nth: 2}])
    await secrot(['undo', runId, ...allowed])
    stage.sandbox.faults.clear()
    await stage.pass(2000)
    const undoing = await newestRun(stateDir)
    await killRun(stateDir, undoing, '{"kind":"outcome","id":2,')
    expect(await stage.labels(orders)).not.toEqual(before)
    await secrot(['journal', 'resume', undoing, '--yes'])
    expect(await stage.labels(orders)).toEqual(before)
  })

  it.each(repairBoundaries)('gets back the first labels after a resume of one that died $at', async boundary => {
    await consumersDown(stage)
    const before = await stage.labels(orders)
    const runId = await dyingRepair(stage, stateDir, boundary)
    await secrot(['journal', 'resume', runId, '--yes'])
    await stage.pass(2000)
    const run = await secrot(['undo', runId, ...allowed])
    expect(run.stdout).toBe(`✔ undone: as before run ${runId}\n`)
    expect(await stage.labels(orders)).toEqual(before)
  })
})
