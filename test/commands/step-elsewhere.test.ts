import {RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'
import type {SandboxLike} from '../support/run-secrot.ts'

const accountId = '444455556666'
const functionArn = `arn:aws:lambda:eu-central-1:${accountId}:function:shared`
let bench: RotatorBench
let there: Permissions
let folder: string
/** Roots assume no role. */
let caller: SandboxLike
let profile: {readonly AWS_SHARED_CREDENTIALS_FILE: string}
/** Steps that the function got by hand. */
let got: string[]

beforeEach(async () => {
  bench = await startRotators()
  const {sandbox} = bench
  const policies = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
  const {accessKeyId, secretAccessKey} = sandbox.iam.addUser({accountId, userName: 'ops', policies})
  there = permissionsOf({sandbox: {config: {...sandbox.config, credentials: {accessKeyId, secretAccessKey}}}})
  await there.create('shared', sandbox.iam.addRole({accountId, roleName: 'rotation', policies}))
  await there.add('shared', {SourceAccount: sandbox.accountId})
  got = []
  sandbox.lambda.registerInProcess(functionArn, async event => void got.push((event as {Step: string}).Step))
  await bench.secret('prod/api')
  const RotationRules = {AutomaticallyAfterDays: 30}
  await bench.secrets.send(
    new RotateSecretCommand({SecretId: 'prod/api', RotationLambdaARN: functionArn, RotationRules}),
  )
  await sandbox.clock.advance(30 * 3_600_000)
  const oncall = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'oncall', policies})
  caller = {url: sandbox.url, credentials: oncall}
  const Statement = [{Effect: 'Allow', Principal: {AWS: oncall.arn}, Action: 'sts:AssumeRole'}]
  const trustPolicy = {Version: '2012-10-17', Statement}
  sandbox.iam.addRole({accountId, roleName: 'operator', policies, trustPolicy})
  got = []
  folder = await mkdtemp(join(tmpdir(), 'secrot-step-'))
  const file = join(folder, 'credentials')
  await writeFile(file, `[other]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`)
  profile = {AWS_SHARED_CREDENTIALS_FILE: file}
})

afterEach(async () => {
  there[Symbol.dispose]()
  await bench[Symbol.asyncDispose]()
  await rm(folder, {recursive: true, force: true})
})

describe('step for a function in another account', () => {
  const configure = async (access: object): Promise<string> => {
    const file = join(folder, 'config.json')
    await writeFile(file, JSON.stringify({accounts: {[accountId]: access}}), {mode: 0o600})
    return file
  }
  const only = ['step', 'prod/api', '--only', 'testSecret', '--yes']

  it('asks none of the same name here, and names the flag for a profile (exit 2)', async () => {
    const run = await bench.run(only)
    expect([run.exitCode, got]).toEqual([2, []])
    expect(run.stderr).toContain(`the function is in account ${accountId}`)
    expect(run.stderr).toContain('--function-profile NAME')
  })

  it('sends it there with --function-profile, and prints commands that reach it', async () => {
    const run = await bench.run([...only, '--function-profile', 'other'], {env: profile})
    expect([run.exitCode, got]).toEqual([0, ['testSecret']])
    expect(run.stderr).toMatch(/ {2}aws {7}aws lambda invoke .* --profile other/)
    expect(run.stderr).toMatch(/--from finishSecret --function-profile other --trust-handler \S+\n/)
  })

  it('sends it there through the profile of the configuration, and prints commands that name its file', async () => {
    const config = await configure({profile: 'other'})
    const run = await bench.run([...only, '--config', config], {env: profile})
    expect([run.exitCode, got]).toEqual([0, ['testSecret']])
    expect(run.stderr).toMatch(/ {2}aws {7}aws lambda invoke .* --profile other/)
    expect(run.stderr).toContain(`--from finishSecret --config ${config} --trust-handler `)
  })

  it('sends nothing through a role, which only reads, and leads to a profile (exit 2)', async () => {
    const config = await configure({role: 'operator'})
    const run = await bench.run([...only, '--config', config], {sandbox: caller})
    expect([run.exitCode, got]).toEqual([2, []])
    expect(run.stderr).toContain('a role only reads')
    expect(run.stderr).toContain('--function-profile NAME')
  })
})
