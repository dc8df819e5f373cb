import {CreateSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {parse} from 'shell-quote'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

const plain = ['prod/a/b', 'prod.api', 'team+one=two@three', 'prod/api-AbCdEf', 'prod_api']
const owned = 'rds!cluster-4f1c'
const binary = 'prod/keystore'
const names = [...plain, owned, binary]

/** Commands that read, and those that change something as far as they can be shown. */
const reads: readonly (readonly [command: string, ...flags: string[]])[] = [
  ['status'],
  ['status', '--full'],
  ['versions'],
  ['versions', '--deprecated'],
  ['history'],
  ['doctor'],
  ['doctor', '--read-values'],
  ['watch', '--timeout', '1s'],
  ['rotate', '--dry-run'],
  ['disable', '--dry-run'],
  ['rollback', '--unproven', '--dry-run'],
]

let fleet: RotatingFleet
const arns = new Map<string, string>()

beforeAll(async () => {
  fleet = await startFleet()
  const {sandbox, secrets} = fleet
  for (const name of plain) {
    arns.set(name, (await secrets.send(new CreateSecretCommand({Name: name, SecretString: '{"k":"one"}'}))).ARN ?? '')
    await secrets.send(new PutSecretValueCommand({SecretId: arns.get(name), SecretString: '{"k":"two"}'}))
  }
  const bytes = new Uint8Array([0, 255, 27, 10])
  arns.set(binary, (await secrets.send(new CreateSecretCommand({Name: binary, SecretBinary: bytes}))).ARN ?? '')
  await secrets.send(new PutSecretValueCommand({SecretId: binary, SecretBinary: new Uint8Array([1, 2, 3])}))
  const {accountId, region} = sandbox
  const rules = {AutomaticallyAfterDays: 7}
  const seed = {accountId, region, name: owned, owningService: 'rds', value: 'x', rules}
  sandbox.seedServiceOwnedSecret(seed)
})

afterAll(() => fleet[Symbol.asyncDispose]())

describe.each(names)('a secret called %s', name => {
  it.each(reads)('is found by secrot %s %s %s', async (command, ...flags) => {
    const run = await fleet.run([command, name, ...flags])
    expect({name, code: run.exitCode, said: run.stderr}).toEqual({
      name,
      code: expect.toBeOneOf([0, 3, 4]),
      said: expect.not.stringMatching(/NOT_FOUND|MALFORMED|UNEXPECTED|USAGE/),
    })
  })

  it('is named by its ARN too', async () => {
    const arn = arns.get(name)
    if (arn === undefined) return
    const {json, exitCode} = await fleet.run(['status', arn, '--json'])
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({secrets: [{name, arn}]})
  })

  it('is quoted in the next command, so that the shell hands it over whole', async () => {
    const {stderr} = await fleet.run(['status', name])
    const next = /^Next: (.+)$/m.exec(stderr)?.[1] ?? ''
    expect(parse(next)).toContain(name)
    expect(next).not.toMatch(/ rds!/)
  })
})

describe('a binary value', () => {
  it('is told by its length alone, and none of its bytes are shown', async () => {
    const {stdout, exitCode} = await fleet.run(['versions', binary, '--diff', 'AWSPREVIOUS', 'AWSCURRENT'], {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answerElse: 'y',
    })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/binary/)
    expect(stdout).toMatch(/4 bytes[\s\S]*3 bytes|4 → 3/)
    for (const byte of ['\0', '\u001B', '\u00FF']) expect(stdout).not.toContain(byte)
  })
})
