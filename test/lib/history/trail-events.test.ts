import {describe, expect, it} from 'vitest'
import {eventsOf, eventsOfVersion} from '../../../src/lib/history/events-of.ts'
import {rotationEventOf} from '../../../src/lib/history/trail-events.ts'

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Qw3rTy'
const secret = {arn, name: 'prod/orders/db'}
const token = '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43'

/** The envelope of a service event as AWS recorded it (aws-behaviour 3.8). */
function serviceEvent(name: string, members: Record<string, unknown> = {}) {
  return rotationEventOf({
    eventId: 'e1',
    name,
    at: 1000,
    record: {
      eventVersion: '1.08',
      userIdentity: {accountId: '111122223333', invokedBy: 'secretsmanager.amazonaws.com'},
      eventSource: 'secretsmanager.amazonaws.com',
      eventType: 'AwsServiceEvent',
      requestParameters: null,
      responseElements: null,
      additionalEventData: {SecretId: arn},
      requestID: `Rotation-${arn}-${token}`,
      ...members,
    },
  })
}

function apiEvent(name: string, record: Record<string, unknown>) {
  return rotationEventOf({eventId: 'e2', name, at: 2000, record: {eventType: 'AwsApiCall', ...record}})
}

describe('a CloudTrail record', () => {
  it('gives the secret and the version of a service event', () => {
    expect(serviceEvent('RotationStarted')).toEqual({
      eventId: 'e1',
      name: 'RotationStarted',
      at: 1000,
      secretId: arn,
      versionId: token,
    })
  })

  it('finds the failed step in the error message, the only place that names it', () => {
    const errorMessage = 'Error when executing lambda arn:aws:lambda:eu-central-1:1:function:f during testSecret step'
    expect(serviceEvent('RotationFailed', {errorMessage})).toMatchObject({step: 'testSecret', errorMessage})
  })

  it('takes no step from a message of another form', () => {
    const errorMessage = `Pending secret version ${token} for Secret ${arn} was not created by Lambda arn:aws:lambda:x`
    expect(serviceEvent('RotationFailed', {errorMessage})?.step).toBeUndefined()
  })

  it('finds the secret of a managed rotation under serviceEventDetails', () => {
    const event = serviceEvent('RotationSucceeded', {additionalEventData: null, serviceEventDetails: {secretId: arn}})
    expect(event).toMatchObject({secretId: arn, versionId: token})
  })

  it('takes no version from a request id of another form', () => {
    expect(serviceEvent('RotationFailed', {requestID: '0b5c77e1'})).not.toHaveProperty('versionId')
  })

  it('keeps a token that is no UUID whole', () => {
    const odd = 'terraform-20260203173402627700000001'
    expect(serviceEvent('RotationFailed', {requestID: `Rotation-${arn}-${odd}`})?.versionId).toBe(odd)
  })

  it('reads a call: who, with which role, from where, on which version', () => {
    const event = apiEvent('PutSecretValue', {
      userIdentity: {
        arn: 'arn:aws:sts::111122223333:assumed-role/rotation/orders',
        sessionContext: {sessionIssuer: {arn: 'arn:aws:iam::111122223333:role/rotation'}},
      },
      sourceIPAddress: '10.0.0.1',
      userAgent: 'aws-sdk-js/3',
      requestParameters: {secretId: 'prod/orders/db', clientRequestToken: token, versionStages: ['AWSPENDING']},
      responseElements: {arn},
    })
    expect(event).toEqual({
      eventId: 'e2',
      name: 'PutSecretValue',
      at: 2000,
      secretId: arn,
      versionId: token,
      labels: ['AWSPENDING'],
      caller: {
        arn: 'arn:aws:sts::111122223333:assumed-role/rotation/orders',
        roleArn: 'arn:aws:iam::111122223333:role/rotation',
        sourceIp: '10.0.0.1',
        userAgent: 'aws-sdk-js/3',
      },
    })
  })

  it('reads aRN, as records before February 2024 spell it', () => {
    const record = {requestParameters: {secretId: 'prod/orders/db'}, responseElements: {aRN: arn}}
    expect(apiEvent('CancelRotateSecret', record)?.secretId).toBe(arn)
  })

  it('keeps what the caller wrote when the call was refused, with the error code', () => {
    const record = {
      requestParameters: {secretId: 'prod/orders/db'},
      responseElements: null,
      errorCode: 'AccessDenied',
      errorMessage: 'no',
    }
    expect(apiEvent('RotateSecret', record)).toMatchObject({secretId: 'prod/orders/db', errorCode: 'AccessDenied'})
  })

  it('reads a label move with both ends', () => {
    const requestParameters = {
      secretId: arn,
      versionStage: 'AWSCURRENT',
      moveToVersionId: token,
      removeFromVersionId: 'v1',
    }
    expect(apiEvent('UpdateSecretVersionStage', {requestParameters})).toMatchObject({
      label: 'AWSCURRENT',
      movedTo: token,
      removedFrom: 'v1',
    })
  })

  it('reads the creation by the ARN of the answer, and tags by their keys alone', () => {
    const created = {requestParameters: {name: 'prod/orders/db', clientRequestToken: token}, responseElements: {arn}}
    expect(apiEvent('CreateSecret', created)).toMatchObject({secretId: arn, versionId: token})
    const tags = [{key: 'team', value: 'hunter22'}, {key: 'env'}, 'text']
    const tagged = apiEvent('TagResource', {requestParameters: {secretId: arn, tags}})
    expect(tagged).toMatchObject({tagKeys: ['team', 'env']})
    expect(JSON.stringify(tagged)).not.toContain('hunter22')
    const untagged = {requestParameters: {secretId: arn, tagKeys: ['team']}}
    expect(apiEvent('UntagResource', untagged)).toMatchObject({tagKeys: ['team']})
  })

  it('is nothing when another service tags something of its own', () => {
    expect(apiEvent('TagResource', {requestParameters: {resource: arn, tags: []}})).toBeUndefined()
  })

  it('is nothing when it is another kind of event or names no secret', () => {
    expect(apiEvent('GetSecretValue', {requestParameters: {secretId: arn}})).toBeUndefined()
    expect(apiEvent('PutSecretValue', {requestParameters: null})).toBeUndefined()
    expect(apiEvent('PutSecretValue', {requestParameters: 'text', responseElements: [arn]})).toBeUndefined()
  })
})

describe('the events of one secret', () => {
  const named = (secretId: string) => ({eventId: secretId, name: 'PutSecretValue' as const, at: 1, secretId})

  it.each([
    ['the full ARN', arn],
    ['the name', 'prod/orders/db'],
    ['the ARN without its last six characters', arn.slice(0, -7)],
  ])('are found by %s', (_, secretId) => {
    expect(eventsOf(secret, [named(secretId)])).toHaveLength(1)
  })

  it.each([
    ['another secret whose name begins alike', `${arn.slice(0, -7)}2-Qw3rTy`],
    ['a longer name', 'prod/orders/db2'],
    ['the same name in another region', arn.replace('eu-central-1', 'eu-west-1')],
    ['the secret of that name that was deleted before', arn.replace('Qw3rTy', 'AbCdEf')],
  ])('leave out %s', (_, secretId) => {
    expect(eventsOf(secret, [named(secretId)])).toHaveLength(0)
  })

  it('leave out what was written about a secret of that name before this one was made', () => {
    const made = {...secret, notBefore: 2}
    expect(eventsOf(made, [named('prod/orders/db')])).toEqual([])
    expect(eventsOf(made, [named(arn)])).toHaveLength(1)
  })

  it('hold the events of its key when the key is given, by ARN or id', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/0b5c77e1-aaaa-bbbb-cccc-dddddddddddd'
    const disabled = apiEvent('DisableKey', {requestParameters: {keyId: '0b5c77e1-aaaa-bbbb-cccc-dddddddddddd'}})!
    expect(eventsOf({...secret, keyIds: [key]}, [disabled])).toEqual([disabled])
    expect(eventsOf(secret, [disabled])).toEqual([])
  })

  it('are narrowed to a version by request id, token or label move', () => {
    const move = {...named(arn), eventId: 'm', name: 'UpdateSecretVersionStage' as const, movedTo: token}
    const started = serviceEvent('RotationStarted')!
    expect(eventsOfVersion(token, [named(arn), move, started])).toEqual([move, started])
  })
})
