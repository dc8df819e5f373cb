import {CreateAccessKeyCommand, IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand} from '@aws-sdk/client-iam'
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import {LambdaClient, UpdateFunctionConfigurationCommand} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const name = 'prod/ci/deploy-key'
const userName = 'deployer'

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

let stage: DoctorStage
let iam: IAMClient
let old: Key
let leaked: Key

const rotate = (words: readonly string[] = []): Promise<SecrotRun> =>
  stage.run(['rotate', name, '--compromised', '--dry-run', '--json', ...words])
const messageOf = ({json}: SecrotRun): string => JSON.stringify(json)
const put = (key: Key) =>
  stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: JSON.stringify({userName, ...key})}))

async function madeKey(): Promise<Key> {
  const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
  return {accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? ''}
}

/** The packaged rotator is told by its description. */
async function describedAs(Description: string): Promise<void> {
  const lambda = new LambdaClient(stage.sandbox.config)
  await lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: 'key-rotation', Description}))
  lambda.destroy()
}

beforeEach(async () => {
  stage = await startDoctorStage({switches: {keySpreadMs: 0}})
  iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1', maxAttempts: 3})
  const {accessKeyId, secretAccessKey} = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName})
  old = {accessKeyId, secretAccessKey}
  await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: JSON.stringify({userName, ...old})}))
  await stage.secrets.send(
    new RotateSecretCommand({
      SecretId: name,
      RotationLambdaARN: await stage.rotator('key-rotation'),
      RotationRules: {AutomaticallyAfterDays: 60},
      RotateImmediately: false,
    }),
  )
  await describedAs('iam-access-key of secrot.')
  await stage.pass(HOUR)
  leaked = await madeKey()
  await put(leaked)
  await stage.pass(HOUR)
})

afterEach(async () => {
  iam.destroy()
  await stage[Symbol.asyncDispose]()
})

describe('rotate --compromised of an access key whose user has two', () => {
  it('is refused before anything is changed while the key of AWSPREVIOUS has to stay, and says how that ends', async () => {
    const run = await rotate()
    expect([run.exitCode, run.json]).toMatchObject([3, {error: {code: 'NO_ROOM_FOR_KEY'}}])
    expect(messageOf(run)).toContain(`…${old.accessKeyId.slice(-4)} of AWSPREVIOUS has to stay until`)
    expect(messageOf(run)).toContain(`secrot retire ${name} --compromised`)
    expect(run.calledActions).not.toContain('secretsmanager:RotateSecret')
    expect(await stage.labels(name)).not.toHaveProperty('AWSPENDING')
  })

  it('goes on once that key was ended as it says', async () => {
    const flags = ['--read-values', '--wait', '0s', '--allow', `retire:${old.accessKeyId.slice(-4)}`]
    expect((await stage.run(['retire', name, '--compromised', ...flags])).exitCode).toBe(0)
    expect((await rotate()).exitCode).toBe(0)
  })

  it('goes on where the function may end the key of AWSPREVIOUS', async () => {
    await stage.pass(30 * HOUR)
    expect((await rotate()).exitCode).toBe(0)
    await stage.secrets.send(
      new TagResourceCommand({SecretId: name, Tags: [{Key: 'secrot:overlap-hours', Value: '72'}]}),
    )
    expect((await rotate()).exitCode).toBe(3)
  })

  it('is refused where labels were moved back, since the function counts the overlap from when it sees that', async () => {
    const {AWSCURRENT: newer = '', AWSPREVIOUS: older = ''} = await stage.labels(name)
    await stage.move(name, 'AWSCURRENT', newer, older)
    await stage.pass(30 * HOUR)
    const run = await rotate()
    expect([run.exitCode, run.json]).toMatchObject([3, {error: {code: 'NO_ROOM_FOR_KEY'}}])
    expect(messageOf(run)).toContain('of AWSPREVIOUS may have to stay, since labels were moved back')
  })

  it('has the leaked key go first where it is inactive already', async () => {
    await iam.send(
      new UpdateAccessKeyCommand({UserName: userName, AccessKeyId: leaked.accessKeyId, Status: 'Inactive'}),
    )
    await stage.pass(30 * HOUR)
    const run = await rotate()
    expect([run.exitCode, run.json]).toMatchObject([3, {error: {code: 'NO_ROOM_FOR_KEY'}}])
    expect(messageOf(run)).toContain(
      `aws iam delete-access-key --user-name ${userName} --access-key-id ${leaked.accessKeyId}`,
    )
  })

  it('names the key that no version holds', async () => {
    const {AccessKeyMetadata: keys = []} = await iam.send(new ListAccessKeysCommand({UserName: userName}))
    expect(keys).toHaveLength(2)
    await put({...leaked, secretAccessKey: 'x'})
    const run = await rotate()
    expect(run.exitCode).toBe(3)
    expect(messageOf(run)).toContain(`AWSPREVIOUS does not hold …${old.accessKeyId.slice(-4)}`)
  })

  it('leaves it to a function that has rules of its own', async () => {
    await describedAs('of ours')
    const run = await rotate()
    expect(run.exitCode).toBe(0)
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('whether the function makes room for a new one is its own')
  })
})
