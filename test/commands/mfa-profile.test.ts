import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

let sandbox: TestSandbox
let folder: string
let device: ReturnType<TestSandbox['iam']['addMfaDevice']>

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-mfa-'))
  const {accountId} = sandbox
  const document = (statement: object) => ({Version: '2012-10-17', Statement: [statement]})
  const policies = {own: document({Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*'})}
  const ana = sandbox.iam.addUser({accountId, userName: 'ana', policies})
  device = sandbox.iam.addMfaDevice({accountId, userName: 'ana'})
  const role = sandbox.iam.addRole({
    accountId,
    roleName: 'ops',
    trustPolicy: document({
      Effect: 'Allow',
      Principal: {AWS: ana.arn},
      Action: 'sts:AssumeRole',
      Condition: {Bool: {'aws:MultiFactorAuthPresent': 'true'}},
    }),
    policies: {read: document({Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'})},
  })
  const profile = ['[profile ops]', `role_arn = ${role}`, 'source_profile = ana', `mfa_serial = ${device.serialNumber}`]
  await writeFile(join(folder, 'config'), profile.join('\n'))
  const keys = ['[ana]', `aws_access_key_id = ${ana.accessKeyId}`, `aws_secret_access_key = ${ana.secretAccessKey}`]
  await writeFile(join(folder, 'credentials'), keys.join('\n'))
})

afterEach(async () => {
  await sandbox.stop()
  await rm(folder, {recursive: true})
})

const status = (options: Parameters<typeof runSecrot>[1]) => {
  const files = {AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials')}
  return runSecrot(['status', '--profile', 'ops'], {sandbox, env: files, ...options})
}

describe('a profile whose role wants MFA', () => {
  it('asks for the code without showing it, and works with it', async () => {
    const code = device.code()
    const run = await status({tty: {columns: 100}, answers: [code]})
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain(`MFA code for ${device.serialNumber}`)
    expect(run.stdout + run.stderr).not.toContain(code)
  })

  it('ends with 5 where nobody can be asked', async () => {
    expect(await status({})).toMatchObject({exitCode: 5, stderr: expect.stringContaining('CREDENTIALS_MFA')})
  })

  it('ends with 5 on a wrong code', async () => {
    const wrong = device.code() === '000000' ? '000001' : '000000'
    const run = await status({tty: {columns: 100}, answers: [wrong]})
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('CREDENTIALS_MFA: The MFA code for profile ops was refused. AWS says:')
    expect(run.stderr).not.toContain('Ask for the permission')
  })
})
