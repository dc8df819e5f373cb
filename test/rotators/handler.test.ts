import {PutSecretValueCommand, CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {LambdaContext} from '../../src/lib/rotators/budget.ts'
import {processClock} from '../../src/lib/rotators/clock.ts'
import {handlerOf} from '../../src/lib/rotators/handler.ts'
import {Refusal} from '../../src/lib/rotators/refusal.ts'
import type {Rotator, StepFailure} from '../../src/lib/rotators/rotator.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const versionId = '5f1c0e0a-0000-4000-8000-000000000001'
const rotationToken = '0f0e0d0c-0000-4000-8000-00000000abcd'
const variables = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

let sandbox: TestSandbox
let secretId: string
let lines: string[]
beforeAll(async () => {
  sandbox = await startTestSandbox()
  const {region, credentials} = sandbox
  process.env['AWS_REGION'] = region
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey
  const client = new SecretsManagerClient(sandbox.config)
  const created = await client.send(new CreateSecretCommand({Name: 'team/api', SecretString: 'the-old-one'}))
  secretId = created.ARN!
  const pending = {ClientRequestToken: versionId, SecretString: 'the-new-one', VersionStages: ['AWSPENDING']}
  await client.send(new PutSecretValueCommand({SecretId: secretId, ...pending}))
  client.destroy()
})
afterAll(async () => {
  for (const name of variables) delete process.env[name]
  await sandbox.stop()
})
beforeEach(() => {
  lines = []
})

/** Runs a step of a rotator that has this test. */
async function testStep(test: Rotator['test'], failures: StepFailure[] = [], limit = {}): Promise<unknown> {
  const rotator: Rotator = {
    name: 'test',
    create: async () => undefined,
    ...(test === undefined ? {} : {test}),
    async failed(_, failure) {
      failures.push(failure)
      throw new Error('nobody could be told')
    },
  }
  return run(rotator, limit)
}

async function run(rotator: Rotator, limit: Partial<LambdaContext>, clock = processClock): Promise<unknown> {
  const write = (line: string) => void lines.push(line)
  const env = {SECRETS_MANAGER_ENDPOINT: sandbox.url}
  const handler = handlerOf(rotator, {env, clock, lines: {info: write, warn: write, error: write}})
  const event = {Step: 'testSecret', SecretId: secretId, ClientRequestToken: versionId, RotationToken: rotationToken}
  return handler(event, limit)
}

describe('a handler', () => {
  it('gives the rotator the values, and keeps them out of its log', async () => {
    const seen: string[] = []
    await testStep(async context => {
      for (const value of [await context.pending(), await context.current()]) seen.push(value.secret('whole'))
      context.log.info(`they are ${seen.join(' and ')} with ${rotationToken}`)
    })
    expect(seen).toEqual(['the-new-one', 'the-old-one'])
    expect(lines.map(line => JSON.parse(line) as unknown)).toEqual([
      {level: 'info', message: 'they are [hidden] and [hidden] with [hidden]', ...about()},
      {level: 'info', message: 'the new value has passed its test', ...about()},
    ])
  })

  it('ends with an error that names step, secret, version and reason, and tells who wants to know', async () => {
    const failures: StepFailure[] = []
    const refused = testStep(() => Promise.reject(new Refusal('the target rejects AWSPENDING')), failures)
    await expect(refused).rejects.toMatchObject({
      name: 'RotationError',
      message: `testSecret of ${secretId}, version ${versionId}: the target rejects AWSPENDING`,
    })
    expect(failures).toEqual([{step: 'testSecret', reason: 'the target rejects AWSPENDING'}])
    expect(lines.map(line => (JSON.parse(line) as {message: string}).message)).toEqual([
      'a message was not sent',
      'the target rejects AWSPENDING',
    ])
  })

  it('tells of an error of somebody else the class alone', async () => {
    const failed = testStep(async context => {
      throw new TypeError(`${(await context.pending()).open()} is no function`)
    })
    await expect(failed).rejects.toThrow(new RegExp(`version ${versionId}: TypeError$`))
    expect(lines.join('\n')).not.toContain('the-new-one')
  })

  it('tells of a refused call operation and code, in the error and in fields of the log', async () => {
    const failed = testStep(async ({clients}) => {
      await clients.secretsManager().send(new CreateSecretCommand({Name: 'team/api', SecretString: 'the-new-one'}))
    })
    await expect(failed).rejects.toThrow('CreateSecret failed: ResourceExistsException')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({operation: 'CreateSecret', code: 'ResourceExistsException'})
  })

  it('ends by itself before its time limit', async () => {
    const late = testStep(async ({clock}) => clock.sleep(60_000), [], {getRemainingTimeInMillis: () => 20_000})
    await expect(late).rejects.toThrow("the function's time limit has nearly come")
  })

  it('leaves a second for telling of a step that has used up its time', async () => {
    let now = 0
    const left: number[] = []
    const rotator: Rotator = {
      name: 'test',
      create: async () => undefined,
      async test({clock}) {
        now += clock.remainingMs()
        throw new Refusal('the target does not answer')
      },
      async failed({clock}) {
        left.push(clock.remainingMs())
      },
    }
    const failed = run(rotator, {getRemainingTimeInMillis: () => 20_000}, {...processClock, now: () => now})
    await expect(failed).rejects.toThrow('the target does not answer')
    expect(left).toEqual([1000])
  })
})

function about() {
  return {rotator: 'test', step: 'testSecret', secretId, versionId}
}
