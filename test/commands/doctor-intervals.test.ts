import {DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {DoctorResult} from '../../src/lib/operations/doctor-result.ts'
import {changesOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const INTERVAL = 'interval-off-policy'
const AGE = 'current-older-than-policy'

let stage: DoctorStage
let folder: string

beforeAll(async () => {
  stage = await startDoctorStage()
  await stage.secret(NAME, await stage.rotator('orders-rotation'))
  await stage.pass(72 * HOUR)
})
afterAll(() => stage[Symbol.asyncDispose]())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-config-'))
})
afterEach(() => rm(folder, {recursive: true}))

const want = (...intervals: readonly object[]) =>
  writeFile(join(folder, 'config.json'), JSON.stringify({intervals}), {mode: 0o600})
const doctor = (...more: readonly string[]) => stage.run(['doctor', NAME, ...more], {env: {SECROT_CONFIG_DIR: folder}})
const found = async () =>
  ((await doctor('--json')).json as DoctorResult).secrets[0]?.findings
    .map(({id}) => id)
    .filter(id => id === INTERVAL || id === AGE)

describe('the wanted intervals of the configuration', () => {
  it('are not looked for where nobody wrote them down, or for other secrets', async () => {
    expect(await found()).toEqual([])
    await want({secrets: 'prod/cards/*', rotateEvery: '1d', valueAge: '1d'})
    expect(await found()).toEqual([])
  })

  it('hold by the first entry whose pattern fits', async () => {
    await want({secrets: 'prod/orders/*', rotateEvery: '30d', valueAge: '90d'}, {secrets: '*', rotateEvery: '1d'})
    expect(await found()).toEqual([])
  })

  it('are posture: they count for the exit code with --strict alone', async () => {
    await want({secrets: '*', rotateEvery: '7d'})
    expect(await found()).toEqual([INTERVAL])
    expect((await doctor()).exitCode).toBe(0)
    expect((await doctor('--strict')).exitCode).toBe(3)
  })

  it('rotate a value that is too old, once that is allowed', async () => {
    await want({secrets: '*', rotateEvery: '1d', valueAge: '2d'})
    expect(await found()).toEqual([AGE, INTERVAL])
    const refused = await doctor('--fix', '--json')
    expect(changesOf(refused)).toEqual([])
    const run = await doctor('--fix', '--json', '--allow', AGE)
    expect(run.exitCode).toBe(0)
    expect(changesOf(run)).toContain('RotateSecret')
    expect(await found()).toEqual([INTERVAL])
  })

  it('are set once that is allowed, without a rotation, and undo names the way back', async () => {
    await want({secrets: '*', rotateEvery: '7d'})
    expect(changesOf(await doctor('--fix', '--json'))).toEqual([])
    const before = await stage.labels(NAME)
    const journal = {stateDir: folder}
    const words = ['doctor', NAME, '--fix', '--json', '--allow', INTERVAL]
    const run = await stage.run(words, {env: {SECROT_CONFIG_DIR: folder}, ...journal})
    expect([run.exitCode, changesOf(run)]).toEqual([0, ['RotateSecret']])
    expect(await found()).toEqual([])
    await stage.pass(HOUR)
    expect(await stage.labels(NAME)).toEqual(before)
    const {RotationRules} = await stage.secrets.send(new DescribeSecretCommand({SecretId: NAME}))
    expect(RotationRules).toMatchObject({AutomaticallyAfterDays: 7})
    const {runs} = (await stage.run(['journal', '--json'], journal)).json as {runs: readonly {runId: string}[]}
    const undone = await stage.run(['undo', runs[0]?.runId ?? '', '--yes'], journal)
    expect([undone.exitCode, undone.stderr + undone.stdout]).toEqual([
      3,
      expect.stringMatching(/by hand: aws secretsmanager rotate-secret.*"AutomaticallyAfterDays":30/),
    ])
  })

  it('end the command before AWS is asked where they are misspelt', async () => {
    await want({secrets: '*', rotateEvery: '7 days'})
    const run = await doctor()
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('intervals[0].rotateEvery is "7 days"')
  })
})
