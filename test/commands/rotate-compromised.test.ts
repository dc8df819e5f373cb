import {CreateSecretCommand, RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {apiKeyRotator} from '../support/api-key-rotator.ts'
import {type DoctorStage, HOUR, startDoctorStage, type Step} from '../support/doctor-stage.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const name = 'prod/graphql/api-key'

let stage: DoctorStage
let apiId: string
let old: string
let answer: string

const rotate = (words: readonly string[]): Promise<SecrotRun> => stage.run(['rotate', name, '--compromised', ...words])
const keyIds = (): readonly string[] => stage.sandbox.appsync.keys(apiId).map(({id}) => id)

async function secret(failsIn?: Step): Promise<void> {
  await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: JSON.stringify({apiId, apiKey: old})}))
  await stage.secrets.send(
    new RotateSecretCommand({
      SecretId: name,
      RotationLambdaARN: await apiKeyRotator(stage, failsIn),
      RotationRules: {AutomaticallyAfterDays: 30},
      RotateImmediately: false,
    }),
  )
  await stage.pass(HOUR)
}

beforeEach(async () => {
  stage = await startDoctorStage()
  const {accountId, appsync} = stage.sandbox
  apiId = appsync.createApi({accountId, region: 'eu-central-1'}).apiId
  old = appsync.createKey(apiId, {expiresInDays: 90})
  answer = `retire:${old.slice(-4)}`
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('rotate --compromised', () => {
  it('answers with one object that holds both, and --yes does not answer its question', async () => {
    await secret()
    const unanswered = await rotate(['--yes', '--json'])
    expect([unanswered.exitCode, unanswered.stdout]).toEqual([2, expect.stringContaining(`--allow ${answer}`)])
    expect(keyIds()).toEqual([old])
    const planned = await rotate(['--dry-run', '--json'])
    expect([planned.exitCode, planned.json]).toMatchObject([0, {outcome: 'planned', retired: null}])
    const run = await rotate(['--allow', answer, '--json'])
    expect([run.exitCode, run.json]).toMatchObject([0, {verdict: 'succeeded', retired: {outcome: 'retired'}}])
    for (const {json} of [planned, run]) expect(breachesOf('rotate', json)).toEqual([])
  })

  it('rotates, then ends the old credential at once, after one question for both', async () => {
    await secret()
    const {AWSCURRENT: before} = await stage.labels(name)
    const run = await stage.run(['rotate', name, '--compromised'], {
      tty: {columns: 200},
      env: {NO_COLOR: '1'},
      answers: [name],
    })
    expect(run.stderr).toContain(
      `  ends  the API key …${old.slice(-4)} of API ${apiId}, once the rotation has succeeded`,
    )
    expect(run.stderr).not.toContain('secrot rollback')
    expect(run.stderr).toContain(`? Rotate, then end the API key …${old.slice(-4)} of API ${apiId} at once?`)
    expect(run.stdout).toContain('the current credential works\n')
    expect([run.exitCode, keyIds().includes(old), keyIds().length]).toEqual([0, false, 1])
    expect(await stage.labels(name)).toMatchObject({AWSPREVIOUS: before})
    expect(run.stdout + run.stderr).not.toContain(old)
  })

  it('ends nothing where the rotation does not succeed', async () => {
    await secret('testSecret')
    const run = await rotate(['--allow', answer, '--fail-fast', '--json'])
    expect([run.exitCode, run.json]).toMatchObject([3, {retired: null}])
    expect(keyIds()).toContain(old)
  })

  it('is refused before the rotation where nobody knows how to end the credential', async () => {
    await stage.secret('prod/orders/db', await stage.rotator('orders-rotation'))
    const run = await stage.run(['rotate', 'prod/orders/db', '--compromised', '--json'])
    expect([run.exitCode, run.json]).toMatchObject([3, {error: {code: 'KIND_UNKNOWN'}}])
    expect(run.calledActions).not.toContain('secretsmanager:RotateSecret')
    const many = await stage.run(['rotate', 'prod/a', 'prod/b', '--compromised', '--json'])
    expect([many.exitCode, many.json]).toMatchObject([2, {error: {code: 'USAGE'}}])
  })
})
