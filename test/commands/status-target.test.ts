import {CreateAccessKeyCommand, IAMClient} from '@aws-sdk/client-iam'
import {CreateSecretCommand, PutSecretValueCommand, TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const terminal = {tty: {columns: 120}, env: {NO_COLOR: '1'}}

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage({switches: {keySpreadMs: 0}})
})

afterEach(() => stage[Symbol.asyncDispose]())

async function twice(name: string, old: object | string, young: object | string): Promise<void> {
  const textOf = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value))
  await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: textOf(old)}))
  await stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: textOf(young)}))
  await stage.pass(HOUR)
}

const tag = (name: string, tags: Record<string, string>) =>
  stage.secrets.send(
    new TagResourceCommand({SecretId: name, Tags: Object.entries(tags).map(([Key, Value]) => ({Key, Value}))}),
  )
const denied = (operation: string, from = 1) => stage.sandbox.faults.set([{kind: 'access-denied', operation, from}])
const json = ({json: answer}: SecrotRun) => answer as {secrets: [{detail: {credentials: object}}]}

describe('the target of status', () => {
  it('tells the keys of an IAM user, and which version holds which, without showing a value', async () => {
    const name = 'prod/ci/deploy-key'
    const userName = 'deployer'
    const {accessKeyId, secretAccessKey} = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName})
    const iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1'})
    const {AccessKey: young} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
    iam.destroy()
    await twice(
      name,
      {userName, accessKeyId, secretAccessKey},
      {
        userName,
        accessKeyId: young?.AccessKeyId,
        secretAccessKey: young?.SecretAccessKey,
      },
    )
    const {AWSCURRENT: current = '', AWSPREVIOUS: previous = ''} = await stage.labels(name)
    const run = await stage.run(['status', name, '--read-values'], terminal)
    expect(run.stdout).toContain(`Target     IAM user ${userName}: 2 keys\n`)
    expect(run.stdout).toContain(
      `…${accessKeyId.slice(-4)}, active, 1h old, never used: AWSPREVIOUS ${previous.slice(0, 8)}`,
    )
    expect(run.stdout).toContain(`active, 1h old, never used: AWSCURRENT ${current.slice(0, 8)}`)
    expect(run.stdout + run.stderr).not.toContain(secretAccessKey)
    const answer = await stage.run(['status', name, '--read-values', '--json'])
    expect(breachesOf('status', answer.json)).toEqual([])
    expect(json(answer).secrets[0].detail.credentials).toMatchObject({kind: 'iam-key', owner: userName})
  })

  it('tells the keys of an API with their ends by the tags alone, and reads no value for it', async () => {
    const name = 'prod/graphql/api-key'
    const {accountId, appsync} = stage.sandbox
    const {apiId} = appsync.createApi({accountId, region: 'eu-central-1'})
    const [old, young] = [appsync.createKey(apiId, {expiresInDays: 30}), appsync.createKey(apiId, {expiresInDays: 90})]
    await twice(name, old, young)
    await tag(name, {'secrot:target': 'appsync-key', 'secrot:api-id': apiId})
    const run = await stage.run(['status', name, '--full'], terminal)
    expect(run.stdout).toContain(`Target     AppSync API ${apiId}: 2 keys (which version holds which: --read-values)`)
    expect(run.stdout).toContain(`…${old.slice(-4)}, ends 2026-12-02 10:00:00Z (in 29d)`)
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
    const read = await stage.run(['status', name, '--read-values'])
    expect(read.stdout).toMatch(new RegExp(`…${young.slice(-4)}, ends \\S+Z: AWSCURRENT \\S+\n`))
    for (const key of [old, young]) expect(run.stdout + read.stdout + read.stderr).not.toContain(key)
    const answer = await stage.run(['status', name, '--read-values', '--json'])
    expect([breachesOf('status', answer.json), answer.stdout.includes(old)]).toEqual([[], false])
  })

  it('says why keys could not be read, asks nobody without --full, and reads values of one secret only', async () => {
    const name = 'prod/graphql/api-key'
    await twice(name, 'one', 'two')
    await tag(name, {'secrot:target': 'appsync-key', 'secrot:api-id': 'nowhere'})
    const run = await stage.run(['status', name, '--full'])
    expect(run.stdout).toContain(
      'its keys could not be read (there is no AppSync API nowhere in this account and region)',
    )
    const plain = await stage.run(['status', name])
    expect(plain.stdout).toContain('Target     appsync-key, said by the tag secrot:target\n')
    expect(plain.calledActions).toEqual(['secretsmanager:DescribeSecret'])
    expect((await stage.run(['status', '--read-values'])).exitCode).toBe(2)
  })

  it('does not call a key unused of which IAM does not tell, nor one unheld that an unread version may hold', async () => {
    const name = 'prod/ci/deploy-key'
    const userName = 'deployer'
    const {accountId} = stage.sandbox
    const old = stage.sandbox.iam.addUser({accountId, userName})
    const iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1'})
    const {AccessKey: young} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
    iam.destroy()
    const valueOf = (accessKeyId = '', secretAccessKey = '') => ({userName, accessKeyId, secretAccessKey})
    await twice(
      name,
      valueOf(old.accessKeyId, old.secretAccessKey),
      valueOf(young?.AccessKeyId, young?.SecretAccessKey),
    )
    denied('GetAccessKeyLastUsed')
    const dark = await stage.run(['status', name, '--read-values'], terminal)
    expect(dark.stdout).toContain('last use unknown (')
    expect(dark.stdout).not.toContain('never used')
    denied('GetSecretValue', 2)
    const half = await stage.run(['status', name, '--read-values'], terminal)
    expect(half.stdout).toContain('could not be read, and may hold one of them')
    expect(half.stdout).not.toContain('in no labelled version')
    denied('GetSecretValue', 2)
    const {credentials} = json(await stage.run(['status', name, '--read-values', '--json'])).secrets[0].detail
    expect(credentials).toMatchObject({
      unreadVersions: [expect.any(String)],
      keys: expect.arrayContaining([expect.objectContaining({heldBy: null})]),
    })
  })
})
