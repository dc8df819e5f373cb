import {CreateSecretCommand, PutSecretValueCommand, RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {apiKeyRotator} from '../support/api-key-rotator.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'

const name = 'prod/graphql/api-key'
const DAY = 24 * HOUR

let stage: DoctorStage
let apiId: string

const put = (apiKey: string) =>
  stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: JSON.stringify({apiId, apiKey})}))
const rollback = () =>
  stage.run(['rollback', name, '--read-values', '--yes'], {tty: {columns: 300}, env: {NO_COLOR: '1'}})

/** AWSPREVIOUS holds a key that ends so many days after it was made, AWSCURRENT one that lives on. */
async function replaced(expiresInDays: number): Promise<string> {
  const {appsync} = stage.sandbox
  const old = appsync.createKey(apiId, {expiresInDays})
  await stage.secrets.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: JSON.stringify({apiId, apiKey: old}),
      Tags: [{Key: 'secrot:target', Value: 'appsync-key'}],
    }),
  )
  await stage.secrets.send(
    new RotateSecretCommand({
      SecretId: name,
      RotationLambdaARN: await apiKeyRotator(stage),
      RotationRules: {AutomaticallyAfterDays: 30},
      RotateImmediately: false,
    }),
  )
  await put(appsync.createKey(apiId, {expiresInDays: 90}))
  await stage.pass(HOUR)
  return old
}

beforeEach(async () => {
  stage = await startDoctorStage()
  apiId = stage.sandbox.appsync.createApi({accountId: stage.sandbox.accountId, region: 'eu-central-1'}).apiId
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('rollback to an API key', () => {
  it('says when it ends, and warns where that is before the next rotation', async () => {
    const old = await replaced(7)
    await stage.pass(6 * DAY)
    const run = await rollback()
    const said = run.stderr.replaceAll(/\s+/g, ' ')
    expect(run.exitCode).toBe(0)
    expect(said).toMatch(new RegExp(`ends the key …${old.slice(-4)} ends 2\\d{3}-`))
    expect(said).toContain('before the next rotation by')
    expect(said).toContain(`secrot doctor ${name} --read-values --fix --allow appsync-key-expires-first`)
    expect(run.stderr).not.toContain(old)
    const fix = ['--read-values', '--fix', '--allow', 'appsync-key-expires-first']
    await stage.run(['doctor', name, ...fix])
    const [key] = stage.sandbox.appsync.keys(apiId).filter(({id}) => id === old)
    expect(key?.expires).toBeGreaterThan(stage.sandbox.clock.now() + 20 * DAY)
  })

  it('warns of nothing where it outlives the next rotation', async () => {
    const old = await replaced(89)
    const said = (await rollback()).stderr.replaceAll(/\s+/g, ' ')
    expect(said).toContain(`the key …${old.slice(-4)} ends`)
    expect(said).not.toContain('before the next rotation')
  })
})
