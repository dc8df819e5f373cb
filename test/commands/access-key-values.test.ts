import {CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMClient, UpdateAccessKeyCommand} from '@aws-sdk/client-iam'
import {CreateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

// Rollback and put of an access key: IAM itself is asked, by a call that the key signs.

const name = 'prod/ci/deploy-key'
const userName = 'deployer'
const asked = ['--target', 'iam-key', '--read-values', '--yes']

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

let stage: DoctorStage
let iam: IAMClient
let old: Key
let young: Key

const valueOf = ({accessKeyId, secretAccessKey}: Key): string =>
  JSON.stringify({userName, accessKeyId, secretAccessKey})

const put = (key: Key): Promise<SecrotRun> => stage.run(['put', name, ...asked, '--json'], {input: valueOf(key)})
const rollback = (): Promise<SecrotRun> => stage.run(['rollback', name, ...asked, '--json'])

beforeEach(async () => {
  stage = await startDoctorStage()
  iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1', maxAttempts: 3})
  old = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName})
  await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: valueOf(old)}))
  const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
  young = {accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? ''}
})

afterEach(async () => {
  iam.destroy()
  await stage[Symbol.asyncDispose]()
})

it('puts a key that IAM takes, waiting until it has spread, and goes back to the old one', async () => {
  const done = await put(young)
  expect(done.json).toMatchObject({
    outcome: 'put',
    target: 'iam-key',
    proof: [
      {label: 'AWSCURRENT', answer: 'accepted'},
      {label: 'new', answer: 'accepted'},
    ],
  })
  const back = await rollback()
  expect(back.json).toMatchObject({outcome: 'rolled-back', after: {answer: 'accepted'}})
  expect(back.stdout + back.stderr).not.toContain(old.secretAccessKey)
})

it('does not put a key that IAM does not know', async () => {
  const run = await put({...young, accessKeyId: 'AKIAIOSFODNN7EXAMPLE'})
  expect([run.exitCode, run.json]).toMatchObject([3, {outcome: 'rejected', proof: [{}, {answer: 'gone'}]}])
  expect(await stage.labels(name)).toEqual({AWSCURRENT: (await stage.labels(name))['AWSCURRENT']})
})

it.each([
  ['is gone', () => iam.send(new DeleteAccessKeyCommand({UserName: userName, AccessKeyId: old.accessKeyId}))],
  [
    'is inactive',
    () => {
      const inactive = {UserName: userName, AccessKeyId: old.accessKeyId, Status: 'Inactive'} as const
      return iam.send(new UpdateAccessKeyCommand(inactive))
    },
  ],
])('does not go back to a key that %s', async (_, end) => {
  await put(young)
  await end()
  await stage.pass(60_000)
  const run = await rollback()
  expect([run.exitCode, run.json]).toMatchObject([3, {error: {code: 'TARGET_WANTS_NEWER'}}])
})
