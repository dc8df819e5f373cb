import {IAMClient, PutRolePolicyCommand} from '@aws-sdk/client-iam'
import {CreateKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {UpdateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {conditionsOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import {keyPolicy, makeKey} from '../support/kms.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const ID = 'kms-denied-to-role'

let stage: DoctorStage
let stateDir = ''
let iam: IAMClient
let keyArn = ''
let roleArn = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-kms-role-'))
  iam = new IAMClient(stage.sandbox.config)
  roleArn = `arn:aws:iam::${stage.sandbox.accountId}:role/rotation`
  keyArn = await makeKey(stage.sandbox)
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.secrets.send(new UpdateSecretCommand({SecretId: NAME, KmsKeyId: keyArn}))
  await stage.rotate(NAME)
  await stage.pass(HOUR)
})
afterEach(async () => {
  iam.destroy()
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const run = (argv: readonly string[], more: RunSecrotOptions = {}): Promise<SecrotRun> =>
  stage.run(argv, {stateDir, ...more})
const doctor = ['doctor', NAME, '--all', '--json']
const kms = (operation: string, more: object = {}) => stage.sandbox.call('kms', operation, {KeyId: keyArn, ...more})
const statement = (Effect: string, Action: string | readonly string[], more: object = {}) => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
})
const document = (...Statement: readonly object[]) => JSON.stringify({Version: '2012-10-17', Statement})
const roleMay = (...statements: readonly object[]) =>
  iam.send(new PutRolePolicyCommand({RoleName: 'rotation', PolicyName: 'all', PolicyDocument: document(...statements)}))
const noKeys = () => roleMay(statement('Allow', 'secretsmanager:*'))
const ofKey = (policy: object) => kms('PutKeyPolicy', {Policy: JSON.stringify(policy)})
const ruled = () => keyPolicy(stage.sandbox.accountId)
const unreadOf = (asked: SecrotRun) => secretOf(asked).unread.find(({fact}) => fact.startsWith('use of KMS key'))

describe('a key that the role may use', () => {
  it('is so by the policies of the role, where the key leaves it to the account; grants are not asked for', async () => {
    const asked = await run(doctor)
    expect(conditionsOf(asked)).toEqual([])
    expect(asked.calledActions.filter(action => action.startsWith('kms:')).toSorted()).toEqual([
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
    ])
  })

  it('is so by the policy of the key alone', async () => {
    await noKeys()
    await ofKey(keyPolicy(stage.sandbox.accountId, statement('Allow', 'kms:*', {Principal: {AWS: roleArn}})))
    const asked = await run(doctor)
    expect([conditionsOf(asked), unreadOf(asked)]).toEqual([[], undefined])
  })

  it('is so under the conditions that a call through Secrets Manager meets', async () => {
    const service = {StringEquals: {'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com'}}
    const used = statement('Allow', ['kms:Decrypt', 'kms:GenerateDataKey'], {Condition: service})
    await roleMay(statement('Allow', 'secretsmanager:*'), used)
    const asked = await run(doctor)
    expect([conditionsOf(asked), unreadOf(asked)]).toEqual([[], undefined])
  })
})

describe('a key that the role may not use', () => {
  it('is found where neither side allows it, and what the statement says lets the rotation go on', async () => {
    await noKeys()
    const asked = await run(doctor)
    expect(findingOf(asked, ID)).toMatchObject({severity: 'critical', group: 'condition', plan: null})
    expect(asked.exitCode).toBe(3)
    const printed = findingOf(asked, ID).advice.find(text => text.startsWith('{')) ?? '{}'
    const {Statement} = ruled() as {Statement: readonly object[]}
    await ofKey({...ruled(), Statement: [...Statement, JSON.parse(printed) as object]})
    expect(conditionsOf(await run(doctor))).toEqual([])
    const before = await stage.labels(NAME)
    await stage.rotate(NAME)
    expect((await stage.labels(NAME))['AWSPREVIOUS']).toBe(before['AWSCURRENT'])
  })

  it('is found where the policy of the key leaves it neither to the role nor to the account', async () => {
    const account = {Principal: {AWS: `arn:aws:iam::${stage.sandbox.accountId}:root`}}
    const administer = ['kms:Put*', 'kms:Describe*', 'kms:Get*', 'kms:List*']
    await ofKey({Version: '2012-10-17', Statement: [statement('Allow', administer, account)]})
    expect(findingOf(await run(doctor), ID).message).toContain('leaves it neither to the role nor to its account')
  })

  it('is found where a policy of the role forbids it, and no statement is printed', async () => {
    await roleMay(statement('Allow', '*'), statement('Deny', 'kms:Decrypt'))
    const found = findingOf(await run(doctor), ID)
    expect(found.message).toContain('kms:Decrypt (the policies of the role forbid it)')
    expect(found.advice).toEqual([expect.stringContaining('has to go')])
  })

  it('is found where the policy of the key forbids it', async () => {
    await ofKey(keyPolicy(stage.sandbox.accountId, statement('Deny', 'kms:Decrypt', {Principal: {AWS: roleArn}})))
    expect(findingOf(await run(doctor), ID).message).toContain('kms:Decrypt (the policy of the key forbids it)')
  })
})

describe('what nobody can know of a key', () => {
  it('is what a grant allows', async () => {
    await noKeys()
    await kms('CreateGrant', {GranteePrincipal: roleArn, Operations: ['Decrypt', 'GenerateDataKey']})
    const asked = await run(doctor)
    expect(unreadOf(asked)?.reason).toContain('a grant')
    expect(conditionsOf(asked)).not.toContain(ID)
  })

  it.each(['kms:GetKeyPolicy', 'kms:ListGrants'])('is what may not be read without %s', async action => {
    await noKeys()
    const policies = {
      most: {Version: '2012-10-17', Statement: [statement('Allow', '*'), statement('Deny', action)]},
    }
    const key = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName: 'oncall', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const asked = await run(doctor, {env})
    expect(unreadOf(asked)).toMatchObject({action})
    expect(conditionsOf(asked)).not.toContain(ID)
  })

  it('is a key of another account to which no credentials lead, and the account is named', async () => {
    const accountId = '444455556666'
    const both = [accountId, stage.sandbox.accountId].map(id => `arn:aws:iam::${id}:root`)
    const Policy = document(statement('Allow', 'kms:*', {Principal: {AWS: both}}))
    const policies = {all: JSON.parse(document(statement('Allow', '*'))) as object}
    const {accessKeyId, secretAccessKey} = stage.sandbox.iam.addUser({accountId, userName: 'ops', policies})
    const there = new KMSClient({...stage.sandbox.config, credentials: {accessKeyId, secretAccessKey}})
    const {KeyMetadata} = await there.send(new CreateKeyCommand({Policy}))
    there.destroy()
    const elsewhere = KeyMetadata?.Arn ?? ''
    await stage.secrets.send(new UpdateSecretCommand({SecretId: NAME, KmsKeyId: elsewhere}))
    const asked = await run(doctor)
    const unread = secretOf(asked).unread.find(({fact}) => fact === `KMS key ${elsewhere}`)
    expect(unread?.reason).toContain(`the key is in account ${accountId}`)
    expect(asked.calledActions).not.toContain('kms:DescribeKey')
    expect(conditionsOf(asked)).toEqual([])
  })
})
