import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import {findingOf, secretOf} from '../support/doctor-answers.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
/** As it stands in a record: account and region of the rehearsal are no one's. */
const needed = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
      Resource: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:rehearsed-??????',
    },
    {Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*'},
  ],
}

let stage: DoctorStage
let stateDir = ''
let iam: IAMClient
let functionArn = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-role-'))
  iam = new IAMClient(stage.sandbox.config)
  functionArn = await stage.rotator(ROTATOR)
  await stage.secret(NAME, functionArn)
})
afterEach(async () => {
  iam.destroy()
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const diagnosed = (): Promise<SecrotRun> => stage.run(['doctor', NAME, '--all', '--json'], {stateDir})
const keep = (change: Partial<RehearsalRecord>) =>
  rehearsed({config: stage.sandbox.config, stateDir, name: ROTATOR}, change)
const asked = () => stage.sandbox.callRecord.entries().filter(({operation}) => operation?.endsWith('RolePolicies'))
const inline = (Statement: object) =>
  new PutRolePolicyCommand({
    RoleName: 'rotation',
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({Version: '2012-10-17', Statement}),
  })

describe('the policies of a role, beside the calls of the rehearsal', () => {
  it('are said to be too broad when they allow everything, and the least ones are printed', async () => {
    await keep({policy: needed})
    const found = findingOf(await diagnosed(), 'role-too-broad')
    expect(found).toMatchObject({severity: 'high', group: 'posture'})
    expect(JSON.stringify(found)).toContain('Role rotation allows more than orders-db-rotation called')
    expect(JSON.stringify(found)).toContain(`secret:${NAME}-`)
    expect(JSON.stringify(found)).not.toContain('REGION')
  })

  it('are read once a run, however many secrets the function rotates', async () => {
    await keep({policy: needed})
    await stage.secret('prod/orders/replica', functionArn)
    await stage.run(['doctor', NAME, 'prod/orders/replica', '--json'], {stateDir})
    expect(asked().map(({operation}) => operation)).toEqual(['ListRolePolicies', 'ListAttachedRolePolicies'])
  })

  it('are read where they are attached, in the version that is in force', async () => {
    await keep({policy: needed})
    const document = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'iam:DeleteUser', Resource: '*'}]}
    const {Policy} = await iam.send(
      new CreatePolicyCommand({PolicyName: 'more', PolicyDocument: JSON.stringify(document)}),
    )
    await iam.send(new DeleteRolePolicyCommand({RoleName: 'rotation', PolicyName: 'all'}))
    await iam.send(new AttachRolePolicyCommand({RoleName: 'rotation', PolicyArn: Policy?.Arn}))
    expect(JSON.stringify(findingOf(await diagnosed(), 'role-too-broad'))).toContain('never called: iam:DeleteUser')
  })

  it('are fine when they allow what was called, on what it was called for', async () => {
    await keep({policy: needed})
    const Resource = `arn:aws:secretsmanager:*:*:secret:${NAME}-*`
    await iam.send(
      inline([
        {...needed.Statement[0], Resource},
        {Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*'},
        // What no rehearsal sees is no excess.
        {Effect: 'Allow', Action: ['logs:PutLogEvents', 'kms:Decrypt'], Resource: '*'},
      ]),
    )
    expect(secretOf(await diagnosed()).findings.map(({id}) => id)).not.toContain('role-too-broad')
  })

  const silent: readonly (readonly [string, Partial<RehearsalRecord>])[] = [
    ['no calls', {}],
    ['not all calls', {policy: needed, verdict: 'incomplete'}],
    ['calls that nobody can read', {policy: {Statement: [{Action: ['\u{1B}[2J'], Resource: '*'}]}}],
  ]

  it.each(silent)('are not asked for when the record tells %s', async (_, change) => {
    await keep(change)
    expect(secretOf(await diagnosed()).findings.map(({id}) => id)).not.toContain('role-too-broad')
    expect(asked()).toEqual([])
  })

  it('are an unknown when they may not be read, with the action that would allow it', async () => {
    await keep({policy: needed})
    const all = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: 'iam:ListRolePolicies', Resource: '*'},
    ]
    const key = stage.sandbox.iam.addUser({
      accountId: stage.sandbox.accountId,
      userName: 'oncall',
      policies: {all: {Version: '2012-10-17', Statement: all}},
    })
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await stage.run(['doctor', NAME, '--all', '--json'], {stateDir, env})
    expect(secretOf(run).unread).toMatchObject([{fact: 'role of the function', action: 'iam:ListRolePolicies'}])
    expect(secretOf(run).findings.map(({id}) => id)).not.toContain('role-too-broad')
  })
})
