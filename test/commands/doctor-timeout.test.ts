import {GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand} from '@aws-sdk/client-lambda'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const ID = 'function-timeout-too-small'

let stage: DoctorStage
let stateDir = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-timeout-'))
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  const state = {config: stage.sandbox.config, stateDir, name: ROTATOR}
  await rehearsed(state, {slowest: {step: 'testSecret', worstMs: 41_200, timeoutMs: 60_000}})
})
afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const run = (argv: readonly string[], more: RunSecrotOptions = {}): Promise<SecrotRun> =>
  stage.run(argv, {stateDir, ...more})
const doctor = ['doctor', NAME, '--all', '--json']
async function timeLimit(): Promise<number | undefined> {
  const {Timeout} = await stage.lambda.send(new GetFunctionConfigurationCommand({FunctionName: ROTATOR}))
  return Timeout
}

describe('a time limit that leaves hardly any room', () => {
  it('is raised when somebody allows it, and is found no more', async () => {
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    expect(findingOf(fixed, ID)).toMatchObject({outcome: 'fixed', callsMade: 1})
    expect(secretOf(fixed).after?.findings.map(({id}) => id)).not.toContain(ID)
    expect(await timeLimit()).toBe(52)
    expect(changesOf(await run([...doctor, '--fix', '--allow', ID]))).toEqual([])
  })

  it('stays where nobody allows it, and with --dry-run', async () => {
    expect(changesOf(await run([...doctor, '--fix', '--yes']))).toEqual([])
    const dry = await run(['doctor', NAME, '--fix', '--dry-run', '--allow', ID])
    expect(dry.stderr).toMatch(/would run: aws lambda update-function-configuration .*--timeout 52 --revision-id/)
    expect(await timeLimit()).toBe(30)
  })

  it('is announced only where somebody can be asked or has allowed it', async () => {
    const alone = await run(['doctor', NAME, '--fix', '--yes'])
    expect(alone.stderr).not.toContain('Repair 1 of 1')
    expect(alone.exitCode).toBe(0)
    const asked = await run(['doctor', NAME, '--fix'], {tty: {columns: 200}, env: {NO_COLOR: '1'}, answers: ['n']})
    expect(asked.stderr).toContain('Repair 1 of 1: raise timeout')
    expect(asked.stdout).toContain(`${ID} declined`)
  })

  it('is not raised once the function is another one than was read', async () => {
    const change = new UpdateFunctionConfigurationCommand({FunctionName: ROTATOR, MemorySize: 256})
    let changed = false
    const asked = await run(['doctor', NAME, '--fix', '--only', ID, '--allow', ID], {
      tty: {columns: 200},
      env: {NO_COLOR: '1'},
      onOutput: ({stderr}) => {
        if (changed || !stderr.includes('Repair 1 of 1')) return
        changed = true
        void stage.lambda.send(change)
      },
    })
    expect(changed).toBe(true)
    expect(asked.stdout).toContain('STATE_CHANGED')
    expect(changesOf(asked)).toEqual([])
    expect(await timeLimit()).toBe(30)
  })

  it('is in the journal, with the way back', async () => {
    await run([...doctor, '--fix', '--allow', ID])
    const {stdout} = await run(['journal', '--json'])
    expect(stdout).toContain('lambda:UpdateFunctionConfiguration')
    expect(stdout).toMatch(/update-function-configuration .*--timeout 30/)
  })

  it('is an open question after a lost reply, which undo answers by reading the function', async () => {
    stage.sandbox.faults.set([{kind: 'lost-reply', operation: 'UpdateFunctionConfiguration', times: 1}])
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    stage.sandbox.faults.clear()
    expect(findingOf(fixed, ID)).toMatchObject({outcome: 'failed'})
    const {runs} = (await run(['journal', '--json'])).json as {runs: readonly {runId: string}[]}
    const undone = await run(['undo', runs[0]?.runId ?? '', '--yes'])
    expect(undone.stderr).toMatch(/is not taken back here; by hand: aws lambda update-function-configuration/)
  })

  it('is waited for until the function is no longer being updated', async () => {
    Object.assign(stage.sandbox.world.switches, {functionSettleMs: 1500})
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    const lookedAt = fixed.calledActions.lastIndexOf('lambda:UpdateFunctionConfiguration')
    expect(fixed.calledActions.slice(lookedAt + 1, lookedAt + 4)).toEqual([
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionConfiguration',
    ])
  })
})
