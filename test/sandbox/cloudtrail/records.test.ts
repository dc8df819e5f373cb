import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {home, minute, region, secretArn, start, startTrailSandbox, TrailReader} from './lookup-support.ts'

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string

describe('records of the trail', () => {
  let sandbox: TestSandbox
  let trail: TrailReader
  beforeEach(async () => {
    sandbox = await startTrailSandbox()
    trail = new TrailReader(sandbox)
  })
  afterEach(() => sandbox.stop())

  it('describe an API call of root', async () => {
    const {$metadata} = await trail.read()
    expect(await trail.records('GetSecretValue')).toEqual([
      {
        eventVersion: '1.11',
        userIdentity: {
          type: 'Root',
          principalId: home,
          arn: `arn:aws:iam::${home}:root`,
          accountId: home,
          accessKeyId: sandbox.credentials.accessKeyId,
        },
        eventTime: '2026-11-22T09:00:00Z',
        eventSource: 'secretsmanager.amazonaws.com',
        eventName: 'GetSecretValue',
        awsRegion: region,
        sourceIPAddress: '127.0.0.1',
        userAgent: expect.stringContaining('aws-sdk-js'),
        requestParameters: {secretId: 'prod/db'},
        responseElements: null,
        requestID: $metadata.requestId,
        eventID: uuid,
        readOnly: true,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: home,
        eventCategory: 'Management',
      },
    ])
  })

  it('describe a refused call with its error', async () => {
    await expect(trail.read('missing')).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    const credentials = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    await expect(new TrailReader(sandbox, {credentials}).read()).rejects.toMatchObject({name: 'AccessDeniedException'})
    expect(await trail.records('GetSecretValue')).toMatchObject([
      {
        errorCode: 'AccessDenied',
        errorMessage: expect.stringContaining('is not authorized to perform: secretsmanager:GetSecretValue'),
        responseElements: null,
        userIdentity: {type: 'IAMUser', userName: 'ana', arn: credentials.arn, accessKeyId: credentials.accessKeyId},
      },
      {errorCode: 'ResourceNotFoundException', errorMessage: "Secrets Manager can't find the specified secret."},
    ])
  })

  it('name the role behind a session', async () => {
    const roleArn = sandbox.iam.addRole({
      accountId: home,
      roleName: 'rotator',
      managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    })
    const {identities} = sandbox.world
    const session = {accountId: home, roleArn, sessionName: 'rotate-db', durationMs: 900_000}
    await sandbox.clock.advance(minute)
    const credentials = identities.issueSession(session)
    await new TrailReader(sandbox, {credentials}).read()
    const [event] = await trail.by('EventName', 'GetSecretValue')
    expect(event).toMatchObject({Username: 'rotate-db', AccessKeyId: credentials.accessKeyId})
    expect(await trail.records('GetSecretValue')).toMatchObject([
      {
        userIdentity: {
          type: 'AssumedRole',
          principalId: expect.stringMatching(/^AROA\w{17}:rotate-db$/),
          arn: `arn:aws:sts::${home}:assumed-role/rotator/rotate-db`,
          accountId: home,
          accessKeyId: credentials.accessKeyId,
          sessionContext: {
            sessionIssuer: {
              type: 'Role',
              principalId: expect.stringMatching(/^AROA\w{17}$/),
              arn: roleArn,
              accountId: home,
              userName: 'rotator',
            },
            attributes: {creationDate: '2026-11-22T09:01:00Z', mfaAuthenticated: 'false'},
          },
        },
      },
    ])
  })

  it('are in us-east-1 for IAM and STS, wherever they were called', async () => {
    await new STSClient(sandbox.config).send(new GetCallerIdentityCommand())
    expect(await trail.records('GetCallerIdentity')).toEqual([])
    const global = new TrailReader(sandbox, {region: 'us-east-1'})
    expect(await global.records('GetCallerIdentity')).toMatchObject([{awsRegion: 'us-east-1', requestParameters: null}])
  })

  it('describe a service event in the envelope that real accounts have', async () => {
    const requestId = `Rotation-${secretArn}-token`
    const errorMessage = 'Error when executing lambda arn:aws:lambda:x during testSecret step'
    const common = {accountId: home, region, requestId, secretArn}
    sandbox.world.trail.service({...common, eventName: 'RotationStarted'})
    sandbox.world.trail.service({...common, eventName: 'RotationFailed', errorMessage})
    const envelope = {
      eventVersion: '1.08',
      userIdentity: {accountId: home, invokedBy: 'secretsmanager.amazonaws.com'},
      eventTime: '2026-11-22T09:00:00Z',
      eventSource: 'secretsmanager.amazonaws.com',
      awsRegion: region,
      sourceIPAddress: 'secretsmanager.amazonaws.com',
      userAgent: 'secretsmanager.amazonaws.com',
      requestParameters: null,
      responseElements: null,
      additionalEventData: {SecretId: secretArn},
      requestID: requestId,
      eventID: uuid,
      readOnly: false,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      recipientAccountId: home,
      eventCategory: 'Management',
    }
    expect(await trail.records('RotationStarted')).toEqual([{...envelope, eventName: 'RotationStarted'}])
    expect(await trail.records('RotationFailed')).toEqual([{...envelope, eventName: 'RotationFailed', errorMessage}])
    const [event] = await trail.by('EventName', 'RotationFailed')
    expect(event).toMatchObject({ReadOnly: 'false', Resources: []})
    expect(event).not.toHaveProperty('Username')
    expect(event).not.toHaveProperty('AccessKeyId')
  })

  it('reach the owner of a resource that another account used, with less about the caller', async () => {
    const owner = '444455556666'
    const ARN = secretArn.replace(home, owner)
    const call = {
      service: 'secretsmanager',
      operation: 'PutSecretValue',
      input: {},
      accountId: home,
      region,
      requestId: 'r1',
      sourceIp: '192.0.2.1',
      userAgent: 'test',
    }
    const found = sandbox.world.identities.lookup(sandbox.credentials.accessKeyId, undefined)
    if (found.kind !== 'ok') throw new Error('The root key is known.')
    sandbox.world.trail.api({
      call: {...call, principal: found.principal},
      eventSource: 'secretsmanager.amazonaws.com',
      readOnly: false,
      requestParameters: {secretId: ARN},
      responseElements: {arn: ARN},
      resources: [{ARN, type: 'AWS::SecretsManager::Secret', accountId: owner}],
    })
    const other = new TrailReader(sandbox, {credentials: sandbox.addAccount(owner)})
    const [mine] = await trail.records('PutSecretValue')
    const [theirs] = await other.records('PutSecretValue')
    expect(mine).toMatchObject({userIdentity: {type: 'Root'}, recipientAccountId: home, responseElements: {arn: ARN}})
    expect(theirs).toMatchObject({
      userIdentity: {type: 'AWSAccount', accountId: home, principalId: home},
      recipientAccountId: owner,
      sharedEventID: mine?.['sharedEventID'],
      resources: [{accountId: owner, type: 'AWS::SecretsManager::Secret', ARN}],
    })
    expect(theirs?.['eventID']).not.toBe(mine?.['eventID'])
    const [event] = await other.by('ResourceName', ARN)
    expect(event).not.toHaveProperty('Username')
    expect(await other.by('Username', 'root')).not.toContainEqual(
      expect.objectContaining({EventName: 'PutSecretValue'}),
    )
  })

  it('reach the owner also when only a parameter names it, but not when the caller was refused', async () => {
    const owner = '444455556666'
    const other = new TrailReader(sandbox, {credentials: sandbox.addAccount(owner)})
    await trail.read(secretArn.replace(home, owner))
    const credentials = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    const refused = new TrailReader(sandbox, {credentials}).read(secretArn.replace(home, owner))
    await expect(refused).rejects.toMatchObject({name: 'AccessDeniedException'})
    await trail.read(secretArn)
    expect(await other.records('GetSecretValue')).toMatchObject([{userIdentity: {type: 'AWSAccount', accountId: home}}])
    expect(await trail.records('GetSecretValue')).toHaveLength(3)
  })

  it('come from every region a client works in', async () => {
    const west = new SecretsManagerClient({...sandbox.config, region: 'us-west-2'})
    await west.send(new GetSecretValueCommand({SecretId: 'a'}))
    expect(await trail.records('GetSecretValue')).toEqual([])
    expect(await new TrailReader(sandbox, {region: 'us-west-2'}).records('GetSecretValue')).toMatchObject([
      {awsRegion: 'us-west-2', eventTime: new Date(start).toISOString().replace('.000', '')},
    ])
  })
})
