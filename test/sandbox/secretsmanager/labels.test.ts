import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {secretOf, type SecretUnderTest} from './support/secrets.ts'

let sandbox: TestSandbox
let secret: SecretUnderTest

beforeEach(async () => {
  sandbox = await startTestSandbox()
  secret = secretOf(sandbox.config)
})

afterEach(() => sandbox.stop())

describe('conformance 1: a secret without a value', () => {
  it('has no labels, and no version id in the answer to CreateSecret', async () => {
    await secret.create()
    expect(await secret.describe()).not.toHaveProperty('VersionIdsToStages')
  })

  it('makes its first value AWSCURRENT', async () => {
    await secret.create()
    expect(await secret.put('v1')).toEqual(['AWSCURRENT'])
    expect(await secret.labels()).toEqual({v1: ['AWSCURRENT']})
  })

  it('makes its first version AWSCURRENT also when other labels are asked for', async () => {
    await secret.create()
    expect(await secret.put('v1', ['CANARY', 'AWSPENDING'])).toEqual(['AWSCURRENT', 'CANARY', 'AWSPENDING'])
    expect(await secret.put('v2', ['CANARY'])).toEqual(['CANARY'])
    expect(await secret.labels()).toEqual({v1: ['AWSCURRENT', 'AWSPENDING'], v2: ['CANARY']})
  })
})

describe('conformance 2: the recorded trace of custom labels', () => {
  it('moves AWSPREVIOUS behind AWSCURRENT and keeps AWSPENDING and custom labels where they are', async () => {
    await secret.create('v1')
    await secret.put('v2', ['AWSCURRENT', 'PUT0'])
    expect(await secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'PUT0']})
    await secret.put('v3', ['AWSPENDING', 'PUT1'])
    await secret.move('AWSCURRENT', {from: 'v2', to: 'v3'})
    expect(await secret.labels()).toEqual({v2: ['AWSPREVIOUS', 'PUT0'], v3: ['AWSCURRENT', 'AWSPENDING', 'PUT1']})
    await secret.put('v4', ['AWSPENDING', 'PUT2'])
    expect(await secret.labels()).toEqual({
      v2: ['AWSPREVIOUS', 'PUT0'],
      v3: ['AWSCURRENT', 'PUT1'],
      v4: ['AWSPENDING', 'PUT2'],
    })
    await secret.move('AWSCURRENT', {from: 'v3', to: 'v4'})
    expect(await secret.labels()).toEqual({
      v2: ['PUT0'],
      v3: ['AWSPREVIOUS', 'PUT1'],
      v4: ['AWSCURRENT', 'AWSPENDING', 'PUT2'],
    })
  })
})

describe('conformance 3: a value without labels', () => {
  it('takes AWSPENDING from the version that was promoted before it', async () => {
    await secret.create('v1')
    await secret.put('v2', ['AWSPENDING'])
    await secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    expect(await secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING']})
    await secret.put('v3')
    expect(await secret.labels()).toEqual({v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
  })

  it('takes AWSPENDING from a version that was never promoted', async () => {
    await secret.create('v1')
    await secret.put('v2', ['AWSPENDING'])
    await secret.put('v3')
    expect(await secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
  })
})

describe('conformance 4: a version that lost its last label', () => {
  beforeEach(async () => {
    await secret.create('v1')
    await secret.put('v2')
    await secret.put('v3')
  })

  it('is not listed by default', async () => {
    const {Versions} = await secret.versions(false)
    expect(Versions?.map(version => version.VersionStages)).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']])
  })

  it('is listed with IncludeDeprecated, without a member for labels', async () => {
    const {Versions} = await secret.versions(true)
    expect(Versions).toHaveLength(3)
    expect(Versions?.[0]).not.toHaveProperty('VersionStages')
    expect(Versions?.[0]?.KmsKeyIds).toEqual(['DefaultEncryptionKey'])
  })

  it('can still be read by its id, and names no labels', async () => {
    expect(await secret.value({version: 'v1'})).toBe('value of v1')
  })
})
