import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {changesOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import type {SandboxLike} from '../support/run-secrot.ts'

const NAME = 'prod/far'
const THERE = '999900001111'
const CONFIGURATION = 'lambda:GetFunctionConfiguration'

let stage: DoctorStage
let folder: string
let caller: SandboxLike
let lambda: LambdaClient

/** A secret that rotates with a function of another account, which a role there may look at. */
beforeEach(async () => {
  stage = await startDoctorStage()
  folder = await mkdtemp(join(tmpdir(), 'secrot-accounts-'))
  const {sandbox} = stage
  const here = await stage.rotator('shared-name')
  const functionArn = here.replace(sandbox.accountId, THERE)
  const theirs = sandbox.addAccount(THERE)
  lambda = new LambdaClient({...sandbox.config, credentials: theirs, maxAttempts: 3})
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'shared-name',
      Role: sandbox.iam.addRole({accountId: THERE, roleName: 'rotation'}),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'shared-name',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  sandbox.lambda.registerInProcess(functionArn, () => Promise.resolve())
  await stage.secret(NAME, functionArn, {rotate: false})
  await stage.pass(HOUR)
  const all = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
  const oncall = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'oncall', policies: all})
  const trust = {Effect: 'Allow', Principal: {AWS: oncall.arn}, Action: 'sts:AssumeRole'}
  sandbox.iam.addRole({
    accountId: THERE,
    roleName: 'operator',
    policies: all,
    trustPolicy: {Version: '2012-10-17', Statement: [trust]},
  })
  caller = {url: sandbox.url, credentials: oncall}
  await writeFile(
    join(folder, 'credentials'),
    `[far]\naws_access_key_id = ${theirs.accessKeyId}\naws_secret_access_key = ${theirs.secretAccessKey}\n`,
  )
})
afterEach(async () => {
  lambda.destroy()
  await rm(folder, {recursive: true})
  await stage[Symbol.asyncDispose]()
})

const configure = (accounts: object) =>
  writeFile(join(folder, 'config.json'), JSON.stringify({accounts}), {mode: 0o600})
const doctor = (...more: readonly string[]) =>
  stage.run(['doctor', NAME, ...more], {
    sandbox: caller,
    env: {SECROT_CONFIG_DIR: folder, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials')},
  })
const takePermission = () => lambda.send(new RemovePermissionCommand({FunctionName: 'shared-name', StatementId: 's'}))

describe('a function of another account', () => {
  it('is looked at through the role that the configuration names', async () => {
    expect(secretOf(await doctor('--json')).unread).not.toEqual([])
    await configure({[THERE]: {role: 'operator'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toEqual([])
    expect(run.calledActions).toContain('sts:AssumeRole')
    expect(run.calledActions).toContain(CONFIGURATION)
  })

  it('is looked at through the profile that the configuration names', async () => {
    await configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toEqual([])
    expect(run.calledActions).not.toContain('sts:AssumeRole')
  })

  it('assumes a role once a run, whatever is read through it', async () => {
    await configure({[THERE]: {role: 'operator'}})
    const {calledActions} = await doctor('--json')
    expect(calledActions.filter(action => action === 'sts:AssumeRole')).toHaveLength(1)
  })

  it('stays unknown, with the action named, where the role may not be assumed', async () => {
    await configure({[THERE]: {role: 'nobody'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toContainEqual(expect.objectContaining({fact: 'function', action: 'sts:AssumeRole'}))
    expect(run.calledActions).not.toContain(CONFIGURATION)
  })

  it('stays unknown where the profile is of a third account', async () => {
    const other = stage.sandbox.addAccount('777788889999')
    await writeFile(
      join(folder, 'credentials'),
      `[far]\naws_access_key_id = ${other.accessKeyId}\naws_secret_access_key = ${other.secretAccessKey}\n`,
    )
    await configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toContainEqual(
      expect.objectContaining({reason: expect.stringContaining('is of 777788889999') as string}),
    )
    expect(run.calledActions).not.toContain(CONFIGURATION)
  })

  it('gets no permission through a role, which only reads', async () => {
    await takePermission()
    await configure({[THERE]: {role: 'operator'}})
    const run = await doctor('--fix', '--yes', '--json')
    expect(findingOf(run, 'invoke-permission-missing')).toMatchObject({
      plan: null,
      refusedBecause: expect.stringContaining('--function-profile') as string,
    })
    expect(changesOf(run)).toEqual([])
  })

  it('gets one through a profile, and the command that is shown names the profile', async () => {
    await takePermission()
    await configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--fix', '--yes')
    expect(changesOf(run)).toContain('AddPermission')
    expect(run.stderr).toMatch(/aws lambda add-permission .*--profile far/s)
  })
})
