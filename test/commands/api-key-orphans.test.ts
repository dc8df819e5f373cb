import {CreateSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {marked} from '../../src/lib/rotators/appsync-api-key/key-mark.ts'
import {conditionsOf, findingOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'

// Keys of one API that no labelled version of a secret holds: the secret's own, another secret's, and anybody's.

const name = 'prod/graphql/api-key'
const ID = 'appsync-keys-orphaned'

let stage: DoctorStage
let apiId: string

beforeEach(async () => {
  stage = await startDoctorStage()
  apiId = stage.sandbox.appsync.createApi({accountId: stage.sandbox.accountId, region: 'eu-central-1'}).apiId
})
afterEach(() => stage[Symbol.asyncDispose]())

const doctor = (secret: string, ...more: readonly string[]) =>
  stage.run(['doctor', secret, '--target', 'appsync-key', '--read-values', '--json', ...more])

async function markedKey(secretArn: string, versionId: string): Promise<string> {
  const description = marked({secretArn, versionId})
  const expires = Math.floor(stage.clock.now() / 1000) + 90 * 24 * 3600
  const answer = await stage.sandbox.call('appsync', 'CreateApiKey', {apiId, description, expires})
  return (answer as {apiKey: {id: string}}).apiKey.id
}

/** A secret whose two labelled versions hold keys of their own, and one version that has lost its label. */
async function rotated(secret: string): Promise<{arn: string; lost: string; keys: readonly string[]}> {
  const {ARN: arn = '', VersionId: lost = ''} = await stage.secrets.send(
    new CreateSecretCommand({Name: secret, SecretString: JSON.stringify({apiId, apiKey: 'CHANGEME'})}),
  )
  const keys: string[] = []
  for (const ClientRequestToken of [crypto.randomUUID(), crypto.randomUUID()]) {
    const apiKey = await markedKey(arn, ClientRequestToken)
    const SecretString = JSON.stringify({apiId, apiKey})
    await stage.secrets.send(new PutSecretValueCommand({SecretId: secret, ClientRequestToken, SecretString}))
    keys.push(apiKey)
  }
  return {arn, lost, keys}
}

describe('doctor of two secrets with keys of one API', () => {
  it('finds nothing wrong with either', async () => {
    await rotated(name)
    await rotated('prod/other')
    for (const secret of [name, 'prod/other']) expect(conditionsOf(await doctor(secret))).not.toContain(ID)
  })

  it('lets a key end that was made for this secret and is in no version, when that is allowed by its last characters', async () => {
    const {arn, lost, keys} = await rotated(name)
    const other = await rotated('prod/other')
    const orphan = await markedKey(arn, lost)
    await stage.pass(25 * HOUR)
    const last4 = orphan.slice(-4)
    expect((await doctor(name, '--fix', '--yes', '--allow', ID)).calledActions).not.toContain('appsync:UpdateApiKey')
    const run = await doctor(name, '--fix', '--allow', `${ID}:${last4}`)
    expect(findingOf(run, ID)).toMatchObject({outcome: 'fixed', plan: {name: 'end key'}})
    const ends = new Map(stage.sandbox.appsync.keys(apiId).map(({id, expires}) => [id, expires ?? 0]))
    const inDays = (id: string) => Math.floor(((ends.get(id) ?? 0) - stage.clock.now()) / (24 * HOUR))
    expect(inDays(orphan)).toBe(1)
    for (const key of [...keys, ...other.keys]) expect(inDays(key)).toBeGreaterThan(80)
    expect(run.stdout + run.stderr).not.toContain(orphan)
  })

  it('is no failure over a key that nobody has marked, and names no command that ends it without saying whose it may be', async () => {
    await rotated(name)
    stage.sandbox.appsync.createKey(apiId, {expiresInDays: 90})
    const run = await doctor(name)
    expect([run.exitCode, findingOf(run, ID).severity]).toEqual([0, 'low'])
    const text = (await stage.run(['doctor', name, '--target', 'appsync-key', '--read-values'])).stdout
    expect(text.indexOf('another secret or program may use them')).toBeGreaterThan(-1)
    expect(text.indexOf('update-api-key')).toBeGreaterThan(text.indexOf('another secret or program may use them'))
  })
})
