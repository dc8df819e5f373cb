import {UpdateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {conditionsOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import {makeKey} from '../support/kms.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const ID = 'kms-key-unusable'

let stage: DoctorStage
let stateDir = ''
let keyArn = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-kms-'))
  keyArn = await makeKey(stage.sandbox)
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.secrets.send(new UpdateSecretCommand({SecretId: NAME, KmsKeyId: keyArn}))
  await stage.rotate(NAME)
  await stage.pass(HOUR)
})
afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const run = (argv: readonly string[], more: RunSecrotOptions = {}): Promise<SecrotRun> =>
  stage.run(argv, {stateDir, ...more})
const doctor = ['doctor', NAME, '--all', '--json']
const kms = (operation: string, more: object = {}) => stage.sandbox.call('kms', operation, {KeyId: keyArn, ...more})
async function stateOfKey(): Promise<string> {
  const {KeyMetadata} = (await kms('DescribeKey')) as {KeyMetadata: {KeyState: string}}
  return KeyMetadata.KeyState
}
const kmsCalls = ({calledActions}: SecrotRun) => calledActions.filter(action => action.startsWith('kms:'))
const userWithout = (action: string): RunSecrotOptions => {
  const all = [
    {Effect: 'Allow', Action: '*', Resource: '*'},
    {Effect: 'Deny', Action: action, Resource: '*'},
  ]
  const policies = {most: {Version: '2012-10-17', Statement: all}}
  const key = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName: 'oncall', policies})
  return {env: {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}}
}

describe('a key that can be used', () => {
  it('is looked at once, and nothing is found', async () => {
    const asked = await run(doctor)
    expect(kmsCalls(asked)).toEqual(['kms:DescribeKey', 'kms:GetKeyPolicy'])
    expect(conditionsOf(asked)).toEqual([])
  })

  it('is not looked at where Secrets Manager keeps the secret under its own', async () => {
    await stage.secret('prod/plain', await stage.rotator('plain-rotation'))
    expect(kmsCalls(await run(['doctor', 'prod/plain', '--json']))).toEqual([])
  })
})

describe('a key that is disabled', () => {
  beforeEach(() => kms('DisableKey'))

  it('is found, with who did it and what else it keeps', async () => {
    await kms('EnableKey')
    await stage.secret('prod/orders/replica')
    await stage.secrets.send(new UpdateSecretCommand({SecretId: 'prod/orders/replica', KmsKeyId: keyArn}))
    await kms('DisableKey')
    await stage.pass(HOUR)
    const asked = await run(doctor)
    expect(asked.exitCode).toBe(3)
    const found = findingOf(asked, ID)
    expect(found).toMatchObject({severity: 'critical', group: 'condition', plan: {name: 'enable key', fixClass: 'ask'}})
    expect(JSON.stringify(found.evidence)).toMatch(/DisableKey.*by arn:aws:iam.*also prod\/orders\/replica/)
  })

  it('is enabled when somebody allows it, and is found no more', async () => {
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    expect(findingOf(fixed, ID)).toMatchObject({outcome: 'fixed', callsMade: 1})
    expect(secretOf(fixed).after?.findings.map(({id}) => id)).not.toContain(ID)
    expect(await stateOfKey()).toBe('Enabled')
    expect(kmsCalls(await run([...doctor, '--fix', '--allow', ID]))).not.toContain('kms:EnableKey')
  })

  it('stays where nobody allows it, and with --dry-run', async () => {
    await run([...doctor, '--fix', '--yes'])
    const dry = await run(['doctor', NAME, '--fix', '--dry-run', '--allow', ID])
    expect(dry.stderr).toContain(`would run: aws kms enable-key --key-id ${keyArn}`)
    expect(await stateOfKey()).toBe('Disabled')
  })

  it('is an unknown where it may not be looked at, with the action that would allow it', async () => {
    const asked = await run(doctor, userWithout('kms:DescribeKey'))
    expect(secretOf(asked).unread).toContainEqual(
      expect.objectContaining({fact: `KMS key ${keyArn}`, action: 'kms:DescribeKey'}),
    )
    expect(conditionsOf(asked)).not.toContain(ID)
  })

  it('is in the journal, without a way back', async () => {
    await run([...doctor, '--fix', '--allow', ID])
    const {runs} = (await run(['journal', '--json'])).json as {runs: readonly {runId: string; changes: unknown}[]}
    expect(runs[0]?.changes).toMatchObject([{action: 'kms:EnableKey', resource: keyArn, undo: []}])
    const undone = await run(['undo', runs[0]?.runId ?? '', '--yes'])
    expect(undone.stderr).toContain('kms:EnableKey is not taken back here')
  })
})

describe('a key that is to be deleted', () => {
  beforeEach(() => kms('ScheduleKeyDeletion', {PendingWindowInDays: 7}))

  it('is kept and enabled, each step once the one before is seen', async () => {
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    expect(findingOf(fixed, ID)).toMatchObject({outcome: 'fixed', callsMade: 2})
    expect(kmsCalls(fixed).filter(action => !/:(Describe|Get)/.test(action))).toEqual([
      'kms:CancelKeyDeletion',
      'kms:EnableKey',
    ])
    expect(await stateOfKey()).toBe('Enabled')
  })

  it('is not touched once somebody else has kept it', async () => {
    let changed = false
    const asked = await run(['doctor', NAME, '--fix', '--only', ID, '--allow', ID], {
      tty: {columns: 200},
      env: {NO_COLOR: '1'},
      onOutput: ({stderr}) => {
        if (changed || !stderr.includes('Repair 1 of 1')) return
        changed = true
        void kms('CancelKeyDeletion')
      },
    })
    expect(changed).toBe(true)
    expect(asked.stdout).toContain('is Disabled, the plan said PendingDeletion')
    expect(await stateOfKey()).toBe('Disabled')
  })

  it('is gone when its time has passed: the versions under it are lost', async () => {
    await stage.pass(8 * 24 * HOUR)
    const asked = await run(doctor)
    expect(findingOf(asked, 'kms-key-gone').message).toContain('the value of AWSCURRENT and AWSPREVIOUS is lost')
    expect(conditionsOf(asked)).not.toContain(ID)
  })
})
