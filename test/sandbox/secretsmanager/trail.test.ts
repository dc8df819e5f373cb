import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startBench, type Bench} from './support/bench.ts'
import {tokenOf} from './support/secrets.ts'

let bench: Bench
let arn: string

beforeEach(async () => {
  bench = await startBench()
  arn = await bench.secret.create('v1', 'canary')
})

afterEach(() => bench.sandbox.stop())

const send = (operation: string, input: Record<string, unknown>) =>
  bench.sandbox.call('secretsmanager', operation, input).catch((error: Error) => error)

const last = () => bench.apiEvents.at(-1)

describe('what the trail is told of a call', () => {
  it('names members in lower case and never holds a value or a RotationToken', async () => {
    const RotationToken = 'token-canary-'.repeat(4)
    await send('PutSecretValue', {
      SecretId: 'prod/api',
      ClientRequestToken: tokenOf('v2'),
      SecretString: 'canary',
      VersionStages: ['AWSPENDING'],
      RotationToken,
    })
    expect(last()).toMatchObject({
      eventSource: 'secretsmanager.amazonaws.com',
      readOnly: false,
      requestParameters: {secretId: 'prod/api', clientRequestToken: tokenOf('v2'), versionStages: ['AWSPENDING']},
      responseElements: {arn, name: 'prod/api', versionId: tokenOf('v2'), versionStages: ['AWSPENDING']},
    })
    const told = bench.apiEvents.map(({requestParameters, responseElements}) => [requestParameters, responseElements])
    expect(JSON.stringify(told)).not.toContain('canary')
  })

  it('names nested members in lower case', async () => {
    const input = {SecretId: arn, Tags: [{Key: 'Team', Value: 'Blue'}]}
    await send('TagResource', input)
    expect(last()?.requestParameters).toEqual({secretId: arn, tags: [{key: 'Team', value: 'Blue'}]})
  })

  it('says nothing of what a read answered', async () => {
    await send('GetSecretValue', {SecretId: arn})
    expect(last()).toMatchObject({readOnly: true, requestParameters: {secretId: arn}, responseElements: null})
    await send('GetRandomPassword', {})
    expect(last()).toMatchObject({readOnly: true, responseElements: null})
  })

  it('has refused calls too', async () => {
    await send('GetSecretValue', {SecretId: 'nobody'})
    expect(last()).toMatchObject({
      requestParameters: {secretId: 'nobody'},
      responseElements: null,
      errorCode: 'ResourceNotFoundException',
      errorMessage: "Secrets Manager can't find the specified secret.",
    })
  })

  it('has one GetSecretValue for each secret of a batch', async () => {
    const before = bench.apiEvents.length
    await send('BatchGetSecretValue', {SecretIdList: [arn, 'nobody']})
    const told = bench.apiEvents
      .slice(before)
      .map(event => [event.call.operation, event.requestParameters, event.errorCode])
    expect(told).toEqual([
      ['GetSecretValue', {secretId: arn}, undefined],
      ['GetSecretValue', {secretId: 'nobody'}, 'ResourceNotFoundException'],
      ['BatchGetSecretValue', {secretIdList: [arn, 'nobody']}, undefined],
    ])
  })
})

describe('the record of label moves', () => {
  const moves = () =>
    bench.sandbox.callRecord
      .entries()
      .filter(entry => entry.kind === 'labels')
      .map(entry => [entry.operation, entry.labels])

  it('has the labels after each move, whoever made it, and nothing when none moved', async () => {
    await bench.secret.put('v2', ['AWSPENDING'])
    await send('TagResource', {SecretId: arn, Tags: [{Key: 'a', Value: 'b'}]})
    await send('GetSecretValue', {SecretId: arn})
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    const [v1, v2] = [tokenOf('v1'), tokenOf('v2')]
    expect(moves()).toEqual([
      ['CreateSecret', {[v1]: ['AWSCURRENT']}],
      ['PutSecretValue', {[v1]: ['AWSCURRENT'], [v2]: ['AWSPENDING']}],
      ['UpdateSecretVersionStage', {[v1]: ['AWSPREVIOUS'], [v2]: ['AWSPENDING', 'AWSCURRENT']}],
    ])
  })

  it('ties a move to its request', async () => {
    const entries = bench.sandbox.callRecord.entries()
    const [move, call] = [entries.find(entry => entry.kind === 'labels'), entries.find(entry => entry.kind === 'call')]
    expect(move).toMatchObject({
      secretArn: arn,
      requestId: call?.requestId,
      principal: 'arn:aws:iam::111122223333:root',
    })
  })
})
