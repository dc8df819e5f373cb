import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import type {Identities} from '../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toySecrets} from '../../support/toy-services.ts'
import {allow, aUser, home, policy} from './policy-support.ts'

const readAll = {Version: '2012-10-17', Statement: [allow('secretsmanager:*')]}

describe('identities of the sandbox', () => {
  let sandbox: TestSandbox
  let identities: Identities
  beforeEach(async () => {
    sandbox = await startTestSandbox({clock: {mode: 'manual'}, services: () => [toySecrets()]})
    identities = sandbox.world.identities
  })
  afterEach(() => sandbox.stop())

  const readAs = (credentials: {accessKeyId: string; secretAccessKey: string; sessionToken?: string}) =>
    new SecretsManagerClient({...sandbox.config, credentials}).send(new GetSecretValueCommand({SecretId: 'a'}))

  it('lets the admin of an account in and keeps a user without policies out, in AWS’s words', async () => {
    await expect(readAs(sandbox.iam.addAccount(home))).resolves.toMatchObject({Name: 'a'})
    const ana = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    await expect(readAs(ana)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::${home}:user/ana is not authorized to perform: secretsmanager:GetSecretValue ` +
        'because no identity-based policy allows the secretsmanager:GetSecretValue action',
    })
  })

  it('names the boundary and the explicit deny in the refusal', () => {
    const bounds = sandbox.iam.addPolicy({
      accountId: home,
      policyName: 'bounds',
      document: {Version: '2012-10-17', Statement: [allow('iam:*')]},
    })
    sandbox.iam.addUser({accountId: home, userName: 'ana', policies: {all: readAll}, permissionsBoundary: bounds})
    const question = {action: 'secretsmanager:ListSecrets', resource: '*'}
    const sentence = `User: arn:aws:iam::${home}:user/ana is not authorized to perform: secretsmanager:ListSecrets`
    expect(identities.authorize(aUser('ana'), question)).toEqual({
      allowed: false,
      message: `${sentence} because no permissions boundary allows the secretsmanager:ListSecrets action`,
    })
    const deny = {Effect: 'Deny' as const, Principal: '*', Action: '*', Resource: '*'}
    const named = {...question, resourceAsWritten: 'prod/db', resourcePolicy: policy(deny)}
    expect(identities.authorize(aUser('ana'), named)).toEqual({
      allowed: false,
      message: `${sentence} on resource: prod/db with an explicit deny in a resource-based policy`,
    })
  })

  it('decides by region and address of the request', async () => {
    const bound = (Condition: object) => ({Version: '2012-10-17', Statement: [allow('*', '*', {Condition})]})
    const make = (userName: string, condition: object) =>
      sandbox.iam.addUser({accountId: home, userName, policies: {p: bound(condition)}})
    const region = {StringEquals: {'aws:RequestedRegion': sandbox.region}}
    await expect(readAs(make('here', region))).resolves.toMatchObject({Name: 'a'})
    const abroad = {StringNotEquals: region.StringEquals}
    await expect(readAs(make('abroad', abroad))).rejects.toMatchObject({name: 'AccessDeniedException'})
    const near = {IpAddress: {'aws:SourceIp': '127.0.0.0/8'}}
    await expect(readAs(make('near', near))).resolves.toMatchObject({Name: 'a'})
    const far = {IpAddress: {'aws:SourceIp': '192.0.2.0/24'}}
    await expect(readAs(make('far', far))).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('gives a worker credentials that need their token and end', async () => {
    const roleArn = sandbox.iam.addRole({accountId: home, roleName: 'rotator', policies: {all: readAll}})
    const functionArn = `arn:aws:lambda:eu-central-1:${home}:function:rotate`
    const issued = identities.issueSession({
      accountId: home,
      roleArn,
      sessionName: 'w',
      durationMs: 900_000,
      functionArn,
    })
    await expect(readAs(issued)).resolves.toMatchObject({Name: 'a'})
    expect(identities.lookup(issued.accessKeyId, issued.sessionToken)).toMatchObject({
      principal: {kind: 'assumed-role', arn: `arn:aws:sts::${home}:assumed-role/rotator/w`, roleArn, functionArn},
    })
    expect(identities.lookup(issued.accessKeyId, undefined)).toEqual({kind: 'refused', reason: 'bad-token'})
    expect(identities.lookup(issued.accessKeyId, 'other')).toEqual({kind: 'refused', reason: 'bad-token'})
    await sandbox.clock.advance(900_000)
    expect(identities.lookup(issued.accessKeyId, issued.sessionToken)).toEqual({kind: 'refused', reason: 'expired'})
  })

  it('refuses a session of a role that does not exist, and of one that was replaced', () => {
    const session = {accountId: home, sessionName: 'w', durationMs: 900_000}
    const roleArn = `arn:aws:iam::${home}:role/rotator`
    expect(() => identities.issueSession({...session, roleArn})).toThrow('The role with name rotator cannot be found.')
    sandbox.iam.addRole({accountId: home, roleName: 'rotator'})
    const issued = identities.issueSession({...session, roleArn})
    sandbox.iam.addRole({accountId: home, roleName: 'rotator'})
    expect(identities.lookup(issued.accessKeyId, issued.sessionToken)).toEqual({kind: 'refused', reason: 'unknown'})
  })
})
