import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, conditionsOf, findingOf} from '../support/doctor-answers.ts'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

// Rollback, put and doctor of an API key: the API itself is asked, by a GraphQL request with the key.

const name = 'prod/graphql/api-key'
const asked = ['--target', 'appsync-key', '--read-values', '--yes']

let stage: DoctorStage
let apiId: string
let old: string
let young: string

const valueOf = (apiKey: string): string => JSON.stringify({apiId, apiKey})
const put = (value: string, words: readonly string[] = asked): Promise<SecrotRun> =>
  stage.run(['put', name, ...words, '--json'], {input: value})
const rollback = (): Promise<SecrotRun> => stage.run(['rollback', name, ...asked, '--json'])
const create = (value: string) => stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: value}))

beforeEach(async () => {
  stage = await startDoctorStage()
  const {accountId, appsync} = stage.sandbox
  apiId = appsync.createApi({accountId, region: 'eu-central-1'}).apiId
  old = appsync.createKey(apiId, {expiresInDays: 90})
  young = appsync.createKey(apiId, {expiresInDays: 90})
})

afterEach(() => stage[Symbol.asyncDispose]())

it('puts a key that the API takes, and goes back to the old one', async () => {
  await create(valueOf(old))
  const done = await put(valueOf(young))
  expect(done.json).toMatchObject({
    outcome: 'put',
    target: 'appsync-key',
    proof: [
      {label: 'AWSCURRENT', answer: 'accepted'},
      {label: 'new', answer: 'accepted'},
    ],
  })
  const back = await rollback()
  expect(back.json).toMatchObject({outcome: 'rolled-back', after: {answer: 'accepted'}})
  for (const key of [old, young]) expect(done.stdout + done.stderr + back.stdout + back.stderr).not.toContain(key)
})

it('asks about a bare key with the API that the tag names', async () => {
  await create(old)
  const target = [
    {Key: 'secrot:target', Value: 'appsync-key'},
    {Key: 'secrot:api-id', Value: apiId},
  ]
  await stage.secrets.send(new TagResourceCommand({SecretId: name, Tags: target}))
  const done = await put(young, ['--read-values', '--yes'])
  expect(done.json).toMatchObject({outcome: 'put', proof: [{answer: 'accepted'}, {answer: 'accepted'}]})
})

it.each([
  ['that is deleted', 'gone', () => stage.sandbox.appsync.deleteKey(apiId, young)],
  ['that the API refuses', 'rejected', () => stage.sandbox.appsync.blockKey(apiId, young, true)],
] as const)('does not put a key %s', async (_, answer, end) => {
  await create(valueOf(old))
  end()
  const run = await put(valueOf(young))
  expect([run.exitCode, run.json]).toMatchObject([3, {outcome: 'rejected', proof: [{}, {answer}]}])
})

it('says that nobody knows where no API is named, or where there is no such API', async () => {
  await create(old)
  const unnamed = await stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--json'])
  expect(JSON.stringify(unnamed.json)).toContain('says of which API the key is')
  apiId = 'nowhere'
  const other = await put(valueOf(young))
  expect(JSON.stringify(other.json)).toContain('there is no AppSync API nowhere in this account and region')
})

describe('doctor', () => {
  it('knows that consumers work, or are refused, from the API itself', async () => {
    await create(valueOf(old))
    const doctor = () => stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--json'])
    expect((await doctor()).json).toMatchObject({secrets: [{consumers: 'working'}]})
    stage.sandbox.appsync.blockKey(apiId, old, true)
    expect((await doctor()).json).toMatchObject({secrets: [{consumers: 'refused'}]})
  })
})

describe('doctor --fix of an API key', () => {
  const doctor = (words: readonly string[]) =>
    stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--json', ...words])

  it('revives a key that has expired, so that consumers work again', async () => {
    await create(valueOf(old))
    await stage.pass(91 * 24 * 60 * 60_000)
    expect((await doctor([])).json).toMatchObject({secrets: [{consumers: 'refused'}]})
    const run = await doctor(['--fix', '--allow', 'appsync-current-key-expired'])
    expect(run.json).toMatchObject({secrets: [{after: {consumers: 'working'}}]})
    expect(stage.sandbox.appsync.accepts(apiId, old)).toBe(true)
    expect(run.stdout + run.stderr).not.toContain(old)
  })

  it('leaves an end that somebody moved while the question was open', async () => {
    await create(valueOf(old))
    await stage.pass(85 * 24 * 60 * 60_000)
    const expires = Math.floor(stage.clock.now() / 1000) + 2 * 24 * 60 * 60
    let moved: Promise<unknown> | undefined
    const only = ['--only', 'appsync-key-expires-first']
    const run = await stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--fix', ...only], {
      tty: {columns: 200},
      env: {NO_COLOR: '1'},
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (/live until .*\?/.test(stderr))
          moved ??= stage.sandbox.call('appsync', 'UpdateApiKey', {apiId, id: old, expires})
      },
    })
    await moved
    expect([run.exitCode, run.calledActions]).toEqual([3, expect.not.arrayContaining(['appsync:UpdateApiKey'])])
    const [kept] = stage.sandbox.appsync.keys(apiId).filter(({id}) => id === old)
    expect(Math.floor((kept?.expires ?? 0) / 3_600_000)).toBe(Math.floor(expires / 3600))
  })
})

describe('a schedule that outlives each key', () => {
  const rotatesEvery = async (days: number) => {
    await create(valueOf(old))
    const rules = {RotationRules: {AutomaticallyAfterDays: days}, RotateImmediately: false}
    const functionArn = await stage.rotator('api-rotation')
    await stage.secrets.send(new RotateSecretCommand({SecretId: name, RotationLambdaARN: functionArn, ...rules}))
    await stage.sandbox.clock.idle()
    await stage.pass(60 * 60_000)
    return stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--all', '--json'])
  }

  it('is found, and made shorter once that is allowed', async () => {
    const found = findingOf(await rotatesEvery(120), 'interval-exceeds-key-life')
    expect(found).toMatchObject({severity: 'critical', plan: {name: 'shorten schedule', fixClass: 'ask'}})
    const words = ['doctor', name, '--target', 'appsync-key', '--read-values', '--json']
    const run = await stage.run([...words, '--fix', '--allow', 'interval-exceeds-key-life'])
    expect(changesOf(run)).toEqual(['RotateSecret'])
    expect(conditionsOf(await stage.run(words))).not.toContain('interval-exceeds-key-life')
  })

  it('is none where a key lives past the next window', async () => {
    expect(conditionsOf(await rotatesEvery(30))).not.toContain('interval-exceeds-key-life')
  })
})

describe('a plan that lets an API key live longer', () => {
  it('is applied in a later hour too, in which the new end is another one', async () => {
    await create(valueOf(old))
    stage.sandbox.appsync.deleteKey(apiId, young)
    await stage.pass(85 * 24 * 60 * 60_000)
    const folder = await mkdtemp(join(tmpdir(), 'secrot-plan-'))
    const path = join(folder, 'plan.json')
    const words = ['--target', 'appsync-key', '--read-values']
    try {
      await stage.run(['doctor', name, ...words, '--only', 'appsync-key-expires-first', '--plan', path])
      await stage.pass(61 * 60_000)
      const run = await stage.run(['apply', path, ...words, '--allow', 'appsync-key-expires-first'])
      expect([run.exitCode, run.calledActions]).toEqual([0, expect.arrayContaining(['appsync:UpdateApiKey'])])
    } finally {
      await rm(folder, {recursive: true})
    }
  })
})

describe('doctor of a rotation that goes to another API', () => {
  it('asks AWSCURRENT’s API for its keys, whatever AWSPENDING names', async () => {
    await create(valueOf(old))
    const {accountId, appsync} = stage.sandbox
    const other = appsync.createApi({accountId, region: 'eu-central-1'}).apiId
    const text = JSON.stringify({apiId: other, apiKey: appsync.createKey(other, {expiresInDays: 90})})
    const put = {SecretId: name, SecretString: text, VersionStages: ['AWSPENDING']}
    await stage.secrets.send(new PutSecretValueCommand(put))
    const run = await stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--json'])
    expect(JSON.stringify(run.json)).not.toContain('appsync-current-key-missing')
    expect(run.json).toMatchObject({secrets: [{consumers: 'working'}]})
  })
})

describe('doctor of a value that holds no key', () => {
  const doctor = () => stage.run(['doctor', name, '--target', 'appsync-key', '--read-values', '--json'])

  it('looks at the API that it names all the same', async () => {
    await create(JSON.stringify({apiId: 'nosuch', apiKey: 'CHANGEME'}))
    const run = await doctor()
    expect(conditionsOf(run)).toEqual(expect.arrayContaining(['appsync-api-not-found', 'current-unparsable']))
    expect(run.json).toMatchObject({secrets: [{consumers: 'not asked'}]})
    expect(run.stdout).not.toContain('GraphQL request')
  })

  it('says that an API full of keys takes no new one', async () => {
    for (let made = 2; made < 50; made++) stage.sandbox.appsync.createKey(apiId, {expiresInDays: 90})
    await create(JSON.stringify({apiId, apiKey: 'CHANGEME'}))
    expect(findingOf(await doctor(), 'appsync-keys-orphaned')).toMatchObject({severity: 'critical'})
  })

  it('calls no key one that nobody holds while it stands in a field that nobody knows', async () => {
    await create(JSON.stringify({apiId, graphqlWord: old}))
    expect(conditionsOf(await doctor())).not.toContain('appsync-keys-orphaned')
  })
})
