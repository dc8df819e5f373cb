import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {shortOf, tokenOf} from './support/secrets.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
  await bench.secret.create('v1')
})

afterEach(() => bench.sandbox.stop())

const put = (short: string, VersionStages?: string[]) =>
  bench.sandbox.call('secretsmanager', 'PutSecretValue', {
    SecretId: 'prod/api',
    ClientRequestToken: tokenOf(short),
    SecretString: 'x',
    ...(VersionStages === undefined ? {} : {VersionStages}),
  })

const ids = async () => {
  const {body} = await raw(bench.sandbox, 'ListSecretVersionIds', {SecretId: 'prod/api', IncludeDeprecated: true})
  return (body['Versions'] as {VersionId: string}[]).map(version => shortOf(version.VersionId))
}

describe('a hundred versions', () => {
  beforeEach(async () => {
    for (let count = 2; count <= 100; count++) await put(`v${count}`)
  })

  it('are all there may be within a day', async () => {
    await expect(put('v101')).rejects.toMatchObject({code: 'LimitExceededException', status: 400})
    expect(await ids()).toHaveLength(100)
    await expect(bench.rotate('t1')).rejects.toMatchObject({name: 'LimitExceededException'})
  })

  it('make room for another after a day: the oldest without a label goes', async () => {
    await bench.secret.move('HOLD', {to: 'v1'})
    await bench.pass(DAY)
    await put('v101')
    const known = await ids()
    expect(known).toHaveLength(100)
    expect(known.slice(0, 2)).toEqual(['v1', 'v3'])
  })
})

describe('twenty labels', () => {
  it('are all there may be over the whole secret', async () => {
    await put(
      'v2',
      Array.from({length: 19}, (_, index) => `L${index}`),
    )
    await expect(put('v3', ['ONE-MORE'])).rejects.toMatchObject({code: 'LimitExceededException'})
    await expect(bench.secret.move('ONE-MORE', {to: 'v2'})).rejects.toMatchObject({name: 'LimitExceededException'})
    await put('v3', ['L0'])
    expect((await bench.secret.labels())?.['v3']).toEqual(['L0'])
  })
})

describe('labels on a version without a value', () => {
  beforeEach(() => bench.rotate('t1'))

  it('may be custom ones', async () => {
    await bench.secret.move('HOLD', {to: 't1'})
    await bench.secret.move('AWSPENDING', {from: 't1'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['HOLD']})
  })

  it('are never AWSCURRENT', async () => {
    await expect(bench.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('leave nothing behind when the last one goes', async () => {
    await bench.secret.move('AWSPENDING', {from: 't1'})
    expect(await ids()).toEqual(['v1'])
  })

  it('follow the switches', async () => {
    const other = await startBench({switches: {labelOnEmptyVersion: false, promoteEmptyVersion: true}})
    await other.secret.create('v1')
    await other.rotate('t1')
    await expect(other.secret.move('HOLD', {to: 't1'})).rejects.toMatchObject({name: 'InvalidParameterException'})
    await other.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})
    await expect(other.secret.value()).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    await other.sandbox.stop()
  })
})

describe('labels of people', () => {
  it('may begin with AWS', async () => {
    expect(await put('v2', ['AWSSOMETHING'])).toMatchObject({VersionStages: ['AWSSOMETHING']})
  })

  it('are stolen from their version by a new value, which may leave it deprecated', async () => {
    await put('v2', ['X'])
    await put('v3', ['X', 'Y'])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], v3: ['X', 'Y']})
    expect(await ids()).toEqual(['v1', 'v2', 'v3'])
  })

  it('come off a version by name', async () => {
    await put('v2', ['X'])
    await bench.secret.move('X', {from: 'v2'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
  })

  it('go back to a deprecated version', async () => {
    await put('v2')
    await put('v3')
    await bench.secret.move('HOLD', {to: 'v1'})
    expect((await bench.secret.labels())?.['v1']).toEqual(['HOLD'])
  })

  it('swap when the previous version becomes current again', async () => {
    await put('v2')
    await bench.secret.move('AWSCURRENT', {from: 'v2', to: 'v1'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], v2: ['AWSPREVIOUS']})
  })

  it('stay where they are when a label is moved to its own holder', async () => {
    await bench.secret.move('AWSCURRENT', {to: 'v1'})
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v1'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
  })

  it.each([{VersionStage: 'NOBODY', RemoveFromVersionId: tokenOf('v1')}, {VersionStage: 'NOBODY'}])(
    'cannot be taken off when they are not on: %j',
    async move => {
      expect(
        (await raw(bench.sandbox, 'UpdateSecretVersionStage', {SecretId: 'prod/api', ...move})).body,
      ).toMatchObject({
        __type: 'InvalidParameterException',
      })
    },
  )
})
