import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'
import {SecretsManagerClient, RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, describe, expect, it} from 'vitest'

import type {BehaviourSwitches} from '../../../src/lib/sandbox/kernel.ts'
import {DEFAULT_SWITCHES} from '../../../src/lib/sandbox/switches.ts'
import {startTestSandbox} from '../../support/sandbox.ts'
import {DAY, startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {tokenOf} from './support/secrets.ts'
import {templateHandler} from './support/template.ts'

let bench: Bench

afterEach(() => bench.sandbox.stop())

/** A secret with a value, and a bench with some switches turned the other way. */
async function turned(switches: Partial<BehaviourSwitches>): Promise<Bench> {
  bench = await startBench({switches})
  await bench.secret.create('v1')
  return bench
}

/** Rotates with a function that stores a value and then fails. */
async function stuck(short: string): Promise<void> {
  const template = templateHandler()
  bench.functions.handler = async (event, client) => {
    if (event.Step !== 'createSecret') throw new Error('no')
    await template(event, client)
  }
  await bench.rotated(short)
}

/** What the sandbox does where AWS's behaviour is not known can be turned: aws-behaviour.md section 17. */
describe('a switch of the uncertainty register', () => {
  it('U2: lets a value put by hand leave AWSPENDING on another version, and the rotation go on', async () => {
    await turned({putDropsPending: false})
    await stuck('t1')
    await bench.secret.put('v2')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], t1: ['AWSPENDING']})
    expect(bench.told()).not.toContain('RotationAbandoned t1')
    bench.functions.handler = templateHandler()
    await bench.pass(DAY)
    expect(await bench.secret.labels()).toEqual({v2: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
  })

  it('U2: takes AWSPENDING from the version that was current all the same, as is recorded', async () => {
    await turned({putDropsPending: false, pendingCleanup: false})
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    await bench.secret.put('v2')
    expect(await bench.secret.labels()).toEqual({t1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
  })

  it('U3: does the same for UpdateSecret alone', async () => {
    await turned({updateDropsPending: false})
    await stuck('t1')
    const input = {SecretId: bench.secret.id, ClientRequestToken: tokenOf('v2'), SecretString: 'x'}
    await bench.sandbox.call('secretsmanager', 'UpdateSecret', input)
    expect(await bench.secret.labels()).toMatchObject({v2: ['AWSCURRENT'], t1: ['AWSPENDING']})
    await bench.secret.put('v3')
    expect(await bench.secret.labels()).toEqual({v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
  })

  it('U4: ends the rotation at once when AWSCURRENT is moved onto its version by hand', async () => {
    await turned({handMoveEndsRotation: true})
    await stuck('t1')
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })

  it('U6: takes AWSPENDING off in the call that moves AWSCURRENT there', async () => {
    await turned({moveDropsPending: true})
    await bench.secret.put('v2', ['AWSPENDING'])
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
  })

  it('U7: refuses to read a version without a label', async () => {
    await turned({deprecatedReadable: false})
    await bench.secret.put('v2')
    await bench.secret.put('v3')
    await expect(bench.secret.value({version: 'v1'})).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    expect(await bench.secret.value({version: 'v2'})).toBe('value of v2')
  })

  it('U9: writes the text of AccessDenied and Validation errors under a small key', async () => {
    await turned({smallMessageKey: true})
    const {body} = await raw(bench.sandbox, 'DescribeSecret', {SecretId: 'a b'})
    expect(body).toEqual({__type: 'ValidationException', message: expect.stringContaining('Invalid name')})
    const missing = await raw(bench.sandbox, 'DescribeSecret', {SecretId: 'none'})
    expect(Object.keys(missing.body)).toEqual(['__type', 'Message'])
  })

  it('U13: checks a repeated RotateSecret like any other', async () => {
    await turned({repeatedRotateIsSame: false})
    await stuck('t1')
    await expect(bench.rotate('t1')).rejects.toMatchObject({message: expect.stringContaining("isn't complete")})
    bench.functions.handler = templateHandler()
    await bench.pass(DAY)
    await expect(bench.rotate('t1')).rejects.toMatchObject({message: expect.stringContaining('already in use')})
  })

  it('U14, U25: stores a schedule while AWSPENDING is stuck, and tests nothing', async () => {
    await turned({stuckRefusesSchedule: false})
    await stuck('t1')
    await bench.rotated('t2', {RotateImmediately: false, RotationRules: {AutomaticallyAfterDays: 7}})
    expect(await bench.secret.describe()).toMatchObject({RotationRules: {AutomaticallyAfterDays: 7}})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    expect(bench.told()).not.toContain('TestRotationStarted t2')
    await expect(bench.rotate('t3')).rejects.toMatchObject({name: 'InvalidRequestException'})
  })

  it('U24: names the secret of a rotation without a function in another member of the event', async () => {
    await turned({})
    await using sandbox = await startTestSandbox({switches: {managedEventDetails: true}})
    const {accountId, region} = sandbox
    const rules = {AutomaticallyAfterDays: 7}
    const seed = {accountId, region, name: 'rds!x', owningService: 'rds', value: 'x', rules}
    const SecretId = sandbox.seedServiceOwnedSecret(seed)
    await new SecretsManagerClient(sandbox.config).send(new RotateSecretCommand({SecretId}))
    await sandbox.clock.idle()
    const LookupAttributes = [{AttributeKey: 'EventName' as const, AttributeValue: 'RotationSucceeded'}]
    const {Events = []} = await new CloudTrailClient(sandbox.config).send(new LookupEventsCommand({LookupAttributes}))
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as Record<string, unknown>
    expect(record['serviceEventDetails']).toEqual({secretId: SecretId})
    expect(record).not.toHaveProperty('additionalEventData')
  })

  it('U26: moves the labels that a repeated PutSecretValue names', async () => {
    await turned({repeatedPutMovesLabels: true})
    await bench.secret.put('v2', ['AWSPENDING'])
    expect(await bench.secret.put('v2', ['CANARY'])).toEqual(['AWSPENDING', 'CANARY'])
    await bench.secret.put('v2', ['AWSCURRENT'])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'CANARY']})
  })

  it('is named in docs/sandbox.md with its default, each of them', async () => {
    await turned({})
    const document = await readFile(join(import.meta.dirname, '../../../docs/sandbox.md'), 'utf8')
    const rows = Object.entries(DEFAULT_SWITCHES).map(([name, value]) => `| \`${name}\` | ${String(value ?? '–')} |`)
    expect(rows.filter(row => !document.includes(row))).toEqual([])
  })
})

describe('a switch', () => {
  it('that a state was written without has its default', async () => {
    await turned({})
    const saved = bench.sandbox.snapshot()
    const {apiKeySpreadMs: _younger, ...switches} = saved.switches as Record<string, unknown>
    bench.sandbox.switches.turn({apiKeySpreadMs: 5})
    bench.sandbox.restore({...saved, switches})
    expect(bench.sandbox.switches.current).toEqual(DEFAULT_SWITCHES)
  })

  it('can be turned while the sandbox runs, and goes back with a snapshot', async () => {
    await turned({})
    const saved = bench.sandbox.snapshot()
    await bench.secret.put('v2', ['AWSPENDING'])
    bench.sandbox.switches.turn({moveDropsPending: true})
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    bench.sandbox.restore(saved)
    await bench.secret.put('v2', ['AWSPENDING'])
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING']})
  })
})
