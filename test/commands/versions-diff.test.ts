import {CreateSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

let fleet: RotatingFleet

beforeEach(async () => {
  fleet = await startFleet()
})

afterEach(() => fleet[Symbol.asyncDispose]())

const first = '5f0d2a71-0d6f-4a53-9a52-6f1d7f0c2b11'
const second = '8c1e77b0-0d6f-4a53-9a52-6f1d7f0c2b11'

/** A secret whose previous version is `first` and whose current one is `second`. */
async function stored(from: string | Buffer, to: string | Buffer): Promise<void> {
  const value = (given: string | Buffer) =>
    typeof given === 'string' ? {SecretString: given} : {SecretBinary: new Uint8Array(given)}
  await fleet.secrets.send(new CreateSecretCommand({Name: 'prod/db', ClientRequestToken: first, ...value(from)}))
  await fleet.secrets.send(new PutSecretValueCommand({SecretId: 'prod/db', ClientRequestToken: second, ...value(to)}))
  await fleet.pass(5000)
}

const diff = (...words: readonly string[]) => fleet.run(['versions', 'prod/db', '--diff', ...words])
const objects = () =>
  stored(
    JSON.stringify({user: 'canary-user', password: 'canary-old', note: 'canary-note'}),
    JSON.stringify({user: 'canary-user', password: 'canary-newer', port: 5432}),
  )

describe('versions --diff', () => {
  it('shows what changed in the fields and no value', async () => {
    await objects()
    const run = await diff('AWSPREVIOUS', 'AWSCURRENT')
    expect(run.stdout.split('\n')).toEqual([
      `FIELD     CHANGE   ${first}  ${second}`,
      `user      equal    string, 11 bytes                      string, 11 bytes`,
      `password  changed  string, 10 bytes                      string, 12 bytes`,
      `note      removed  string, 11 bytes                      –`,
      `port      added    –                                     number`,
      '',
      `from  ${first}  AWSPREVIOUS  JSON object, 67 bytes`,
      `to    ${second}  AWSCURRENT  JSON object, 60 bytes`,
      'prod/db: 1 added, 1 removed, 1 changed, 1 equal',
      '',
    ])
    expect(run.stderr).toContain('Reads the values of two versions (GetSecretValue)')
    expect(run.stdout + run.stderr).not.toContain('canary')
    expect(run.exitCode).toBe(0)
    expect(run.calledActions.filter(action => action === 'secretsmanager:GetSecretValue')).toHaveLength(2)
  })

  it('says the same as JSON, and listing alone says that nothing was compared', async () => {
    await objects()
    const run = await fleet.run(['versions', 'prod/db', '--diff', '5f', '8c1e77b0', '--json'])
    expect(breachesOf('versions', run.json)).toEqual([])
    expect(run.json).toMatchObject({
      exitCode: 0,
      versions: [{versionId: second}, {versionId: first}],
      diff: {
        from: {versionId: first, labels: ['AWSPREVIOUS'], kind: 'object'},
        equal: false,
        fields: [
          {},
          {name: 'password', change: 'changed', from: {bytes: 10}, to: {bytes: 12}},
          {},
          {to: {bytes: null}},
        ],
      },
    })
    expect(run.stdout).not.toContain('canary')
    expect((await fleet.run(['versions', 'prod/db', '--json'])).json).toMatchObject({diff: null})
  })

  it.each([
    ['text', 'canary one', 'canary three', 'prod/db: the values differ'],
    ['equal text', 'canary', 'canary', 'prod/db: the values are equal'],
    ['spacing', '{"a": 1}', '{"a":1}', '1 equal; the texts differ in spacing or order only'],
    ['binary', Buffer.from('canary'), Buffer.from('canary'), 'of binary values only the lengths are compared'],
  ])('ends for %s with what may be said', async (_, from, to, summary) => {
    await stored(from, to)
    const run = await diff('AWSPREVIOUS', 'AWSCURRENT')
    expect(run.stdout).toContain(summary)
    expect(run.stdout + run.stderr).not.toMatch(/canary|Y2FuYXJ5/)
  })

  it('does not compare a pending version that has no value', async () => {
    await fleet.secret('prod/api', await fleet.rotator('bad-rotation', {failsIn: 'createSecret'}))
    const run = await fleet.run(['versions', 'prod/api', '--diff', 'AWSCURRENT', 'AWSPENDING'])
    expect(run.stdout).toMatch(/^to .* AWSPENDING {2}AWS gives no value$/m)
    expect(run.stdout).toContain('prod/api: not compared, there are not two values')
  })

  it('says that both names mean one version', async () => {
    await stored('one', 'two')
    expect((await diff('AWSCURRENT', '8c')).stdout).toContain('prod/db: both name the same version')
  })

  it('shows a hostile field name as visible escapes', async () => {
    await stored(JSON.stringify({'\u001b[2Jx': 'a'}), JSON.stringify({}))
    const run = await diff('AWSPREVIOUS', 'AWSCURRENT')
    expect(run.stdout).toContain('\\x1b[2Jx')
    expect(run.stdout).not.toContain('\u001b')
  })

  it('takes SECRET behind the two versions too', async () => {
    await stored('one', 'two')
    const run = await fleet.run(['versions', '--diff', 'AWSPREVIOUS', 'AWSCURRENT', 'prod/db'])
    expect(run.stdout).toContain('prod/db: the values differ')
  })

  it('takes an empty word for no version, also where there is one only', async () => {
    await fleet.secret('prod/api')
    const run = await fleet.run(['versions', 'prod/api', '--diff', 'AWSCURRENT', ''])
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('VERSION_NOT_FOUND')])
  })

  it.each([
    ['one version only', ['AWSCURRENT'], 2, 'USAGE'],
    ['four words', ['a', 'b', 'c', 'd'], 2, 'USAGE'],
    ['three words beside SECRET', ['a', 'b', 'prod/db'], 2, 'USAGE'],
    ['an unknown version', ['AWSCURRENT', 'ffff'], 1, 'VERSION_NOT_FOUND'],
    ['a label on nobody', ['AWSCURRENT', 'AWSPENDING'], 1, 'VERSION_NOT_FOUND'],
  ])('ends alike with and without --json for %s', async (_, words, exit, code) => {
    await stored('one', 'two')
    const plain = await diff(...words)
    const json = await diff(...words, '--json')
    expect([plain.exitCode, json.exitCode]).toEqual([exit, exit])
    expect(json.json).toMatchObject({error: {code}})
    expect(plain.stderr).toContain(code)
  })
})
