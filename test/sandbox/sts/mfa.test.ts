import {AssumeRoleCommand, GetAccessKeyInfoCommand, GetSessionTokenCommand, STSClient} from '@aws-sdk/client-sts'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {oneTimeCode} from '../../../src/lib/sandbox/services/iam/one-time-code.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {allow, home} from '../iam/policy-support.ts'

const document = (...Statement: object[]) => ({Version: '2012-10-17', Statement})
const withMfa = {Condition: {Bool: {'aws:MultiFactorAuthPresent': 'true'}}}

let sandbox: TestSandbox
let ana: ReturnType<TestSandbox['iam']['addUser']>
let device: ReturnType<TestSandbox['iam']['addMfaDevice']>

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}})
  const policies = {own: document(allow('sts:AssumeRole'), allow('sts:GetAccessKeyInfo', '*', withMfa))}
  ana = sandbox.iam.addUser({accountId: home, userName: 'ana', policies})
  device = sandbox.iam.addMfaDevice({accountId: home, userName: 'ana'})
})

afterEach(() => sandbox.stop())

// A client takes the time from each reply, so the first request after a jump may be sent twice.
const as = (credentials: object) =>
  new STSClient({...sandbox.config, maxAttempts: 2, credentials: credentials as never})
const info = (credentials: object) => as(credentials).send(new GetAccessKeyInfoCommand({AccessKeyId: ana.accessKeyId}))

function sessionOf({
  Credentials,
}: {
  Credentials?: {AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string}
}) {
  const {AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken} = Credentials ?? {}
  return {accessKeyId, secretAccessKey, sessionToken}
}

describe('a virtual MFA device', () => {
  it('shows the codes of RFC 6238', () => {
    const seed = Buffer.from('12345678901234567890').toString('hex')
    const codes = [59, 1_111_111_109, 20_000_000_000].map(at => oneTimeCode({serialNumber: '', seed}, at * 1000))
    expect(codes).toEqual(['287082', '081804', '353130'])
  })
})

describe('a role whose trust policy wants MFA', () => {
  let RoleArn: string
  beforeEach(() => {
    const trust = {Effect: 'Allow', Action: 'sts:AssumeRole', Principal: {AWS: home}, ...withMfa}
    const policies = {info: document(allow('sts:GetAccessKeyInfo', '*', withMfa))}
    RoleArn = sandbox.iam.addRole({accountId: home, roleName: 'ops', trustPolicy: document(trust), policies})
  })
  const assume = (input: object = {}) =>
    as(ana).send(new AssumeRoleCommand({RoleArn, RoleSessionName: 'shift', ...input}))
  const proof = () => ({SerialNumber: device.serialNumber, TokenCode: device.code()})

  it('is assumed with a code, not without', async () => {
    await expect(assume()).rejects.toMatchObject({name: 'AccessDenied'})
    await expect(assume(proof())).resolves.toHaveProperty('Credentials')
  })

  it.each([
    [
      'a wrong code',
      () => ({...proof(), TokenCode: device.code() === '000000' ? '000001' : '000000'}),
      'invalid MFA one time pass code',
    ],
    ['no code', () => ({SerialNumber: device.serialNumber}), 'must provide both'],
    ['no device', () => ({TokenCode: device.code()}), 'must provide both'],
    [
      'a device of nobody',
      () => ({...proof(), SerialNumber: `arn:aws:iam::${home}:mfa/bo`}),
      'unable to validate MFA code',
    ],
  ])('is refused with %s', async (_what, input, words) => {
    await expect(assume(input())).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(words),
      $metadata: {httpStatusCode: 403},
    })
  })

  it('takes a code for half a minute and the time to type it', async () => {
    const late = proof()
    await sandbox.clock.advance(30_000)
    await expect(assume(late)).resolves.toHaveProperty('Credentials')
    await sandbox.clock.advance(30_000)
    await expect(assume(late)).rejects.toMatchObject({message: expect.stringContaining('invalid MFA')})
  })

  it('gives a session that remembers nothing of the code', async () => {
    await expect(info(sessionOf(await assume(proof())))).rejects.toMatchObject({name: 'AccessDenied'})
  })
})

describe('a session that a user asked for with a code', () => {
  it('has MFA, one without a code and the key itself have not', async () => {
    const token = (input: object) => as(ana).send(new GetSessionTokenCommand(input))
    await expect(info(ana)).rejects.toMatchObject({name: 'AccessDenied'})
    await expect(info(sessionOf(await token({})))).rejects.toMatchObject({name: 'AccessDenied'})
    const proof = {SerialNumber: device.serialNumber, TokenCode: device.code()}
    await expect(info(sessionOf(await token(proof)))).resolves.toMatchObject({Account: home})
  })

  it('knows how long ago the code was given', async () => {
    const Condition = {NumericLessThan: {'aws:MultiFactorAuthAge': '3600'}}
    const policies = {own: document(allow('sts:GetAccessKeyInfo', '*', {Condition}))}
    const bo = sandbox.iam.addUser({accountId: home, userName: 'bo', policies})
    const own = sandbox.iam.addMfaDevice({accountId: home, userName: 'bo'})
    const proof = {SerialNumber: own.serialNumber, TokenCode: own.code()}
    const session = sessionOf(await as(bo).send(new GetSessionTokenCommand(proof)))
    await expect(info(session)).resolves.toMatchObject({Account: home})
    await sandbox.clock.advance(3_600_000)
    await expect(info(session)).rejects.toMatchObject({name: 'AccessDenied'})
  })
})
