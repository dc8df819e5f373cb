import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type AssumeRoleCommandInput,
} from '@aws-sdk/client-sts'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {allow, deny, elsewhere, home} from '../iam/policy-support.ts'

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const document = (...Statement: object[]) => ({Version: '2012-10-17', Statement})
const trust = (Principal: unknown, rest: object = {}) =>
  document({Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...rest})
const mayAssume = {assume: document(allow('sts:AssumeRole'))}

describe('STS', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}})
  })
  afterEach(() => sandbox.stop())

  const as = (credentials: Keys) => new STSClient({...sandbox.config, credentials})
  const whoIs = (credentials: Keys) => as(credentials).send(new GetCallerIdentityCommand())
  const addUser = (userName = 'ana', policies = {}) => sandbox.iam.addUser({accountId: home, userName, policies})
  const addRole = (trustPolicy: object, accountId = home) =>
    sandbox.iam.addRole({accountId, roleName: 'ops', trustPolicy})
  const assume = (who: Keys, RoleArn: string, input: Partial<AssumeRoleCommandInput> = {}) =>
    as(who).send(new AssumeRoleCommand({RoleArn, RoleSessionName: 'shift', ...input}))
  const keysOf = (answer: Awaited<ReturnType<typeof assume>>): Keys => ({
    accessKeyId: answer.Credentials?.AccessKeyId ?? '',
    secretAccessKey: answer.Credentials?.SecretAccessKey ?? '',
    sessionToken: answer.Credentials?.SessionToken ?? '',
  })

  describe('GetCallerIdentity', () => {
    it('says who the caller is: root, a user, a session of a role', async () => {
      await expect(whoIs(sandbox.credentials)).resolves.toMatchObject({
        UserId: home,
        Account: home,
        Arn: `arn:aws:iam::${home}:root`,
      })
      const ana = addUser('ana', mayAssume)
      await expect(whoIs(ana)).resolves.toMatchObject({
        UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
        Arn: `arn:aws:iam::${home}:user/ana`,
      })
      const session = keysOf(await assume(ana, addRole(trust({AWS: home}))))
      await expect(whoIs(session)).resolves.toMatchObject({
        UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:shift$/),
        Arn: `arn:aws:sts::${home}:assumed-role/ops/shift`,
      })
    })

    it('needs no permission, and no deny stops it', async () => {
      const ana = addUser('ana', {none: document(deny('*'))})
      await expect(whoIs(ana)).resolves.toMatchObject({Account: home})
    })
  })

  describe('AssumeRole', () => {
    it('gives credentials that work and end', async () => {
      const answer = await assume(addUser('ana', mayAssume), addRole(trust({AWS: home})), {DurationSeconds: 900})
      expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
      expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-22T09:15:00Z'))
      expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${home}:assumed-role/ops/shift`)
      await sandbox.clock.advance(900_000 - 1)
      await expect(whoIs(keysOf(answer))).resolves.toMatchObject({Account: home})
      await sandbox.clock.advance(1)
      await expect(whoIs(keysOf(answer))).rejects.toMatchObject({
        name: expect.stringMatching(/^ExpiredToken/),
        message: 'The security token included in the request is expired',
      })
    })

    it('lets a session do what the role may, and no more than its session policy', async () => {
      const ana = addUser('ana', mayAssume)
      const roleArn = sandbox.iam.addRole({
        accountId: home,
        roleName: 'ops',
        trustPolicy: trust({AWS: home}),
        policies: {all: document(allow('sts:*'))},
      })
      const info = new GetAccessKeyInfoCommand({AccessKeyId: ana.accessKeyId})
      await expect(as(keysOf(await assume(ana, roleArn))).send(info)).resolves.toMatchObject({Account: home})
      const Policy = JSON.stringify(document(allow('iam:*')))
      await expect(as(keysOf(await assume(ana, roleArn, {Policy}))).send(info)).rejects.toMatchObject({
        name: 'AccessDenied',
        message:
          `User: arn:aws:sts::${home}:assumed-role/ops/shift is not authorized to perform: sts:GetAccessKeyInfo ` +
          'because no session policy allows the sts:GetAccessKeyInfo action',
      })
    })

    it.each<[string, object, object]>([
      ['its own policies do not allow it', trust({AWS: home}), {}],
      ['the trust policy names another user', trust({AWS: `arn:aws:iam::${home}:user/bo`}), mayAssume],
      ['the trust policy wants an external id', trust({AWS: home}, wants('sts:ExternalId', 'x1')), mayAssume],
      ['the trust policy denies', document(...denyAll(trust({AWS: home}))), mayAssume],
    ])('refuses a user when %s', async (_name, trustPolicy, policies) => {
      const roleArn = addRole(trustPolicy)
      await expect(assume(addUser('ana', policies), roleArn)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${home}:user/ana is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        $metadata: {httpStatusCode: 403},
      })
    })

    it('accepts a user whom the trust policy names, and the external id it wants', async () => {
      const roleArn = addRole(trust({AWS: `arn:aws:iam::${home}:user/ana`}, wants('sts:ExternalId', 'x1')))
      await expect(assume(addUser(), roleArn, {ExternalId: 'x1'})).resolves.toHaveProperty('Credentials')
    })

    it('crosses accounts when both sides allow', async () => {
      const roleArn = addRole(trust({AWS: home}), elsewhere)
      await expect(assume(addUser('bo'), roleArn)).rejects.toMatchObject({name: 'AccessDenied'})
      const session = keysOf(await assume(addUser('ana', mayAssume), roleArn))
      await expect(whoIs(session)).resolves.toMatchObject({Account: elsewhere})
    })

    it('tells nobody whether a role exists', async () => {
      const missing = `arn:aws:iam::${home}:role/missing`
      await expect(assume(addUser('ana', mayAssume), missing)).rejects.toMatchObject({
        message: expect.stringContaining(`not authorized to perform: sts:AssumeRole on resource: ${missing}`),
      })
    })

    it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
      ['a malformed ARN', {RoleArn: 'nothing-valid-in-here'}, 'nothing-valid-in-here is invalid'],
      [
        'too short a time',
        {DurationSeconds: 899},
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: " +
          'Member must have value greater than or equal to 900',
      ],
      [
        'too long a time',
        {DurationSeconds: 43_201},
        "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: " +
          'Member must have value less than or equal to 43200',
      ],
      [
        'a time beyond the role’s own limit',
        {DurationSeconds: 3601},
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      ],
      [
        'a short session name',
        {RoleSessionName: 'x'},
        "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: " +
          'Member must have length greater than or equal to 2',
      ],
    ])('refuses %s', async (_name, input, message) => {
      const roleArn = addRole(trust({AWS: home}))
      await expect(assume(addUser('ana', mayAssume), roleArn, input)).rejects.toMatchObject({
        name: 'ValidationError',
        message,
        $metadata: {httpStatusCode: 400},
      })
    })

    it('refuses root, and an hour’s limit holds for a role that assumes a role', async () => {
      const roleArn = addRole(trust({AWS: home}))
      await expect(assume(sandbox.credentials, roleArn)).rejects.toMatchObject({
        message: 'Roles may not be assumed by root accounts.',
      })
      const first = sandbox.iam.addRole({
        accountId: home,
        roleName: 'first',
        trustPolicy: trust({AWS: home}),
        policies: mayAssume,
      })
      const session = keysOf(await assume(addUser('ana', mayAssume), first))
      await expect(assume(session, roleArn, {DurationSeconds: 3601})).rejects.toMatchObject({
        message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      })
      await expect(assume(session, roleArn)).resolves.toHaveProperty('Credentials')
    })
  })

  describe('GetSessionToken', () => {
    it('gives a user temporary credentials that are still the user’s', async () => {
      const ana = addUser('ana', {info: document(allow('sts:GetAccessKeyInfo'))})
      const {Credentials} = await as(ana).send(new GetSessionTokenCommand({}))
      expect(Credentials?.Expiration).toEqual(new Date('2026-11-22T21:00:00Z'))
      const session = keysOf({Credentials, $metadata: {}})
      await expect(whoIs(session)).resolves.toMatchObject({Arn: ana.arn})
      const {Account} = await as(session).send(new GetAccessKeyInfoCommand({AccessKeyId: session.accessKeyId}))
      expect(Account).toBe(home)
      await expect(as(session).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
        name: 'AccessDenied',
        message: 'Cannot call GetSessionToken with session credentials',
      })
    })

    it('bounds the time', async () => {
      await expect(as(addUser()).send(new GetSessionTokenCommand({DurationSeconds: 60}))).rejects.toMatchObject({
        name: 'ValidationError',
      })
      const {Credentials} = await as(sandbox.credentials).send(new GetSessionTokenCommand({DurationSeconds: 7200}))
      expect(Credentials?.Expiration).toEqual(new Date('2026-11-22T10:00:00Z'))
    })
  })
})

function wants(key: string, value: string): object {
  return {Condition: {StringEquals: {[key]: value}}}
}

function denyAll(policy: {Statement: object[]}): object[] {
  return [...policy.Statement, {Effect: 'Deny', Action: 'sts:*', Principal: '*'}]
}
