import {PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {hour} from '../support/a-secret.ts'
import {breachesOf} from '../support/json-schema.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

let fleet: RotatingFleet

beforeEach(async () => {
  fleet = await startFleet()
})

afterEach(() => fleet[Symbol.asyncDispose]())

interface Answer {
  readonly versions: readonly {readonly labels: readonly string[]; readonly value: string; readonly createdAt: string}[]
  readonly error?: {readonly code: string}
}

const put = (value: string): Promise<unknown> =>
  fleet.secrets.send(new PutSecretValueCommand({SecretId: 'prod/api', SecretString: value}))

describe('versions', () => {
  it('shows labels, dates and keys with two calls and reads no value', async () => {
    await fleet.secret('prod/api')
    await put('second')
    const run = await fleet.run(['versions', 'prod/api'], {tty: {columns: 100}, env: {NO_COLOR: '1'}})
    expect(run.calledActions).toEqual(['secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'])
    const [titles, current, previous] = run.stdout.split('\n')
    expect(titles).toMatch(/^VERSION +LABELS +WRITTEN +VALUE +READ +KEY$/)
    expect(current).toMatch(/^\S{8} +AWSCURRENT +2026-11-02 10:00:\d\dZ +\ds +stored +– +aws\/secretsmanager$/)
    expect(previous).toMatch(/^\S{8} +AWSPREVIOUS /)
    expect(run.stdout).toContain('2 versions of prod/api, with labels')
    expect(run.stderr).toMatch(/\nNext: secrot status prod\/api\n$/)
    expect(run.exitCode).toBe(0)
  })

  it('leaves versions without a label out unless asked for', async () => {
    await fleet.secret('prod/api')
    for (const value of ['second', 'third']) await put(value)
    const without = (await fleet.run(['versions', 'prod/api', '--json'])).json as Answer
    const all = (await fleet.run(['versions', 'prod/api', '--deprecated', '--json'])).json as Answer
    expect(without.versions.map(version => version.labels)).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']])
    expect(breachesOf('versions', all)).toEqual([])
    expect(all.versions.map(version => version.labels)).toEqual([['AWSCURRENT'], ['AWSPREVIOUS'], []])
  })

  it('says that a pending version never got a value, once the trail can prove it', async () => {
    await fleet.secret('prod/api', await fleet.rotator('bad-rotation', {failsIn: 'createSecret'}))
    const early = (await fleet.run(['versions', 'prod/api', '--json'])).json as Answer
    expect(early.versions[0]).toMatchObject({labels: ['AWSPENDING'], value: 'unknown'})
    await fleet.pass(hour)
    const run = await fleet.run(['versions', 'prod/api', '--json'])
    expect((run.json as Answer).versions[0]).toMatchObject({labels: ['AWSPENDING'], value: 'empty (trail)'})
    expect(run.calledActions.filter(action => action === 'cloudtrail:LookupEvents')).toHaveLength(2)
  })

  it('writes whole ids and times into a pipe, the same twice', async () => {
    await fleet.secret('prod/api')
    const first = await fleet.run(['versions', 'prod/api'])
    expect(first.stdout).toMatch(/^[0-9a-f-]{36} {2}AWSCURRENT {2}2026-11-02T10:00:00\.000Z {2}stored/m)
    expect((await fleet.run(['versions', 'prod/api'])).stdout).toBe(first.stdout)
  })

  it('says so when there is no version at all', async () => {
    await fleet.sandbox.call('secretsmanager', 'CreateSecret', {
      Name: 'prod/empty',
      ClientRequestToken: '5f0d2a71-0d6f-4a53-9a52-6f1d7f0c2b11',
    })
    const run = await fleet.run(['versions', 'prod/empty'])
    expect(run.stdout).toBe('prod/empty has no versions: it holds no value yet.\n')
  })

  it.each([
    ['no SECRET and nobody to choose', ['versions'], 2, 'SECRET_MISSING'],
    ['an unknown secret', ['versions', 'prod/none'], 1, 'SECRET_NOT_FOUND'],
  ])('ends alike with and without --json for %s', async (_, argv, exit, code) => {
    const plain = await fleet.run(argv)
    const json = await fleet.run([...argv, '--json'])
    expect([plain.exitCode, json.exitCode]).toEqual([exit, exit])
    expect((json.json as Answer).error?.code).toBe(code)
  })

  it.each([['status'], ['rotate'], ['watch'], ['doctor']])(
    'alone has a flag that shows a value, and not %s',
    async command => {
      const run = await fleet.run([command, '--help'])
      expect(run.stdout).not.toMatch(/--reveal/)
    },
  )
})
