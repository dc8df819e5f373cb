import {CreateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {keyPolicy, makeKey} from '../../support/kms.ts'
import {HOUR, MINUTE, startBench, type Bench} from '../secretsmanager/support/bench.ts'
import {tokenOf} from '../secretsmanager/support/secrets.ts'
import {templateHandler} from '../secretsmanager/support/template.ts'

let bench: Bench
let key: string

beforeEach(async () => {
  bench = await startBench()
  bench.functions.handler = templateHandler()
  key = await makeKey(bench.sandbox)
  const value = {ClientRequestToken: tokenOf('v1'), SecretString: 'value of v1'}
  await bench.secret.client.send(new CreateSecretCommand({Name: bench.secret.id, KmsKeyId: key, ...value}))
})

afterEach(() => bench.sandbox.stop())

function letFunction(...Action: string[]): Promise<unknown> {
  const {accountId} = bench.sandbox
  const Principal = {AWS: `arn:aws:iam::${accountId}:role/rotator`}
  const Policy = JSON.stringify(keyPolicy(accountId, {Effect: 'Allow', Principal, Action, Resource: '*'}))
  return bench.sandbox.call('kms', 'PutKeyPolicy', {KeyId: key, Policy})
}

describe('a rotation function whose role may not use the key', () => {
  it('fails in createSecret, with an AWSPENDING that has no value', async () => {
    await bench.rotated('t1')
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationFailed t1'])
    expect(bench.functions.steps()).toBe('createSecret')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    await expect(bench.secret.value({label: 'AWSPENDING'})).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('fails where it writes, when it may only decrypt', async () => {
    await letFunction('kms:Decrypt')
    await bench.rotated('t1')
    expect(bench.functions.steps()).toBe('createSecret')
    await expect(bench.secret.value({label: 'AWSPENDING'})).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('heals by the retry once the key’s policy lets it', async () => {
    await bench.rotated('t1')
    await letFunction('kms:Decrypt', 'kms:GenerateDataKey')
    await bench.pass(MINUTE)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })
})

describe('a key that is disabled in the middle of a rotation', () => {
  it('leaves the new value unreadable, and the rotation heals when the key returns', async () => {
    await letFunction('kms:Decrypt', 'kms:GenerateDataKey')
    const template = templateHandler()
    bench.functions.handler = async (event, client) => {
      if (event.Step === 'testSecret' && bench.functions.events.length === 3) {
        await bench.sandbox.call('kms', 'DisableKey', {KeyId: key})
      }
      await template(event, client)
    }
    await bench.rotated('t1')
    expect(bench.functions.steps()).toBe('createSecret setSecret testSecret')
    await expect(bench.secret.value({label: 'AWSPENDING'})).rejects.toMatchObject({name: 'DecryptionFailure'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    await bench.sandbox.call('kms', 'EnableKey', {KeyId: key})
    await bench.pass(HOUR)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })
})
