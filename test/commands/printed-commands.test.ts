import {CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {withEnv} from '../support/connect.ts'

/** The secrets live in us-east-1, the shell points at eu-central-1. */
let bench: RotatorBench
let there: SecretsManagerClient
const region = ['--region', 'us-east-1']

beforeAll(async () => {
  bench = await startRotators()
  there = new SecretsManagerClient({...bench.sandbox.config, region: 'us-east-1'})
  const {accountId} = bench.sandbox
  const owned = {accountId, region: 'us-east-1', name: 'rds!one', owningService: 'rds', value: 'x'}
  bench.sandbox.seedServiceOwnedSecret({...owned, rules: {AutomaticallyAfterDays: 7}})
  await there.send(new CreateSecretCommand({Name: 'prod/plain', SecretString: 'x'}))
  await there.send(new CreateSecretCommand({Name: 'prod/stuck', SecretString: 'x'}))
  const pending = {SecretId: 'prod/stuck', SecretString: 'y', VersionStages: ['AWSPENDING']}
  await there.send(new PutSecretValueCommand(pending))
  await bench.sandbox.clock.advance(2 * 3_600_000)
})

afterAll(async () => {
  there.destroy()
  await bench[Symbol.asyncDispose]()
})

describe('a printed command reaches the same place when it is pasted', () => {
  it('in the plan of rotate and after it', async () => {
    const run = await bench.run(['rotate', 'rds!one', ...region, '--dry-run'])
    expect(run.stderr).toMatch(/ {2}aws {3}aws secretsmanager rotate-secret .* --region us-east-1\n/)
    const started = await bench.run(['rotate', 'rds!one', ...region, '--yes'])
    expect(started.stderr).toMatch(/Next: secrot watch 'rds!one' --region us-east-1 --version-id \S+\n/)
  })

  it('after a watch', async () => {
    const run = await bench.run(['watch', 'prod/stuck', ...region, '--timeout', '1s'])
    expect(run.stderr).toMatch(/Next: secrot watch prod\/stuck --region us-east-1 --version-id \S+\n/)
  })

  it('after a look at one secret and at a fleet', async () => {
    for (const named of [['prod/stuck'], []]) {
      const run = await bench.run(['status', ...named, ...region])
      expect(run.stderr).toContain('Next: secrot doctor prod/stuck --region us-east-1\n')
    }
  })

  it('in the report of doctor', async () => {
    const run = await bench.run(['doctor', 'prod/stuck', ...region])
    expect(run.stderr).toContain('Next: secrot doctor prod/stuck --region us-east-1')
  })

  it.each([
    [['status', 'nope'], 'account: secrot status --region us-east-1\n'],
    [['status', 'a b'], 'Names and ARNs: secrot status --region us-east-1\n'],
    [['versions', 'nope'], 'account: secrot status --region us-east-1\n'],
    [['rotate', 'prod/stuck'], 'If it is stuck: secrot doctor prod/stuck --region us-east-1\n'],
    [['rotate', 'prod/plain'], '--rotation-rules AutomaticallyAfterDays=30 --region us-east-1\n'],
    [['step', 'prod/plain', '--only', 'testSecret'], '--rotation-rules AutomaticallyAfterDays=30 --region us-east-1\n'],
    [['watch', 'prod/stuck', '--version-id', 'x'], 'Versions: secrot versions prod/stuck --region us-east-1\n'],
  ])('in the hint of a failure: %j', async (argv, hint) => {
    expect((await bench.run([...argv, ...region])).stderr).toContain(hint)
  })

  it('with the endpoint that was typed, which AWS_ENDPOINT_URL does not name', async () => {
    const {url} = bench.sandbox
    const run = await bench.run(['status', 'nope', '--endpoint-url', url], {env: {AWS_ENDPOINT_URL: ''}})
    expect(run.stderr).toContain(`secrot status --endpoint-url ${url}\n`)
  })

  it('with the profile that was typed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'secrot-printed-'))
    const file = join(folder, 'credentials')
    const {accessKeyId, secretAccessKey} = bench.sandbox.credentials
    await writeFile(file, `[ops]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`)
    try {
      await withEnv({AWS_SHARED_CREDENTIALS_FILE: file}, async () => {
        const run = await bench.run(['status', 'nope', '--profile', 'ops', ...region])
        expect(run.stderr).toContain('secrot status --profile ops --region us-east-1\n')
      })
    } finally {
      await rm(folder, {recursive: true, force: true})
    }
  })
})
