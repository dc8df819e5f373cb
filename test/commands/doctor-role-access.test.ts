import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  CreatePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {PutResourcePolicyCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {conditionsOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const ID = 'role-lacks-secret-access'
const RoleName = 'rotation'

let stage: DoctorStage
let stateDir = ''
let iam: IAMClient
let arn = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-access-'))
  iam = new IAMClient(stage.sandbox.config)
  arn = await stage.secret(NAME, await stage.rotator(ROTATOR))
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
const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})
const deny = (Action: string) => ({Effect: 'Deny', Action, Resource: '*'})
const document = (...Statement: readonly object[]) => JSON.stringify({Version: '2012-10-17', Statement})
const roleMay = (...statements: readonly object[]) =>
  iam.send(new PutRolePolicyCommand({RoleName, PolicyName: 'all', PolicyDocument: document(...statements)}))
const reads = allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'])
async function policiesOfRole(): Promise<readonly string[]> {
  return (await iam.send(new ListRolePoliciesCommand({RoleName}))).PolicyNames ?? []
}
const unreadOf = (asked: SecrotRun) => secretOf(asked).unread.find(({fact}) => fact === 'access of the role')

describe('a role that may do what the steps need', () => {
  it('is asked about without trying anything, and nothing is found', async () => {
    const asked = await run(doctor)
    expect(asked.calledActions.filter(action => action === 'iam:SimulatePrincipalPolicy')).toHaveLength(1)
    expect(conditionsOf(asked)).toEqual([])
  })

  it('may it where the condition holds under which AWS lets it', async () => {
    const functionArn = `arn:aws:lambda:eu-central-1:${stage.sandbox.accountId}:function:${ROTATOR}`
    const condition = {StringEquals: {'secretsmanager:resource/AllowRotationLambdaArn': functionArn}}
    await roleMay(allow('secretsmanager:*', {Condition: condition}))
    const asked = await run(doctor)
    expect([conditionsOf(asked), unreadOf(asked)]).toEqual([[], undefined])
  })
})

describe('a role that lacks something', () => {
  beforeEach(() => roleMay(reads))

  it('is found, and no policy is written without an answer', async () => {
    const asked = await run(doctor)
    expect(findingOf(asked, ID)).toMatchObject({severity: 'critical', group: 'condition', plan: {name: 'allow role'}})
    expect(findingOf(asked, ID).message).toContain(
      'secretsmanager:PutSecretValue, secretsmanager:UpdateSecretVersionStage, secretsmanager:GetRandomPassword',
    )
    expect((await run([...doctor, '--fix', '--yes'])).exitCode).toBe(2)
    expect(await policiesOfRole()).toEqual(['all'])
  })

  it('gets a policy for this secret when somebody allows it, and then rotates it', async () => {
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    expect(findingOf(fixed, ID)).toMatchObject({outcome: 'fixed', callsMade: 1})
    expect(secretOf(fixed).after?.findings.map(({id}) => id)).not.toContain(ID)
    const [PolicyName = ''] = (await policiesOfRole()).filter(name => name !== 'all')
    expect(PolicyName).toMatch(/^secrot-prod-orders-db-\w{6}$/)
    const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))
    expect(decodeURIComponent(PolicyDocument)).toContain(`"Resource":"${arn}"`)
    const before = await stage.labels(NAME)
    await stage.rotate(NAME)
    expect((await stage.labels(NAME))['AWSPREVIOUS']).toBe(before['AWSCURRENT'])
  })

  it('is changed once: a second run has nothing to do', async () => {
    await run([...doctor, '--fix', '--allow', ID])
    const again = await run([...doctor, '--fix', '--allow', ID])
    expect(again.calledActions).not.toContain('iam:PutRolePolicy')
  })

  it('is shown what would be written, with the way back', async () => {
    const dry = await run(['doctor', NAME, '--fix', '--dry-run', '--allow', ID])
    expect(dry.stderr).toMatch(/would run: aws iam put-role-policy --role-name rotation --policy-name secrot-prod-/)
    await run([...doctor, '--fix', '--allow', ID])
    const {stdout} = await run(['journal', '--json'])
    expect(stdout).toMatch(/aws iam delete-role-policy --role-name rotation --policy-name secrot-prod-orders-db-/)
  })

  it('keeps a policy of that name which somebody has written meanwhile', async () => {
    const PolicyName = `secrot-prod-orders-db-${arn.slice(-6)}`
    const theirs = {RoleName, PolicyName, PolicyDocument: document(allow('s3:GetObject'))}
    await iam.send(new PutRolePolicyCommand(theirs))
    const fixed = await run([...doctor, '--fix', '--allow', ID])
    expect(findingOf(fixed, ID).outcome).toBe('failed')
    expect(fixed.stdout).toContain('has a policy secrot-prod-orders-db-')
    const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))
    expect(decodeURIComponent(PolicyDocument)).toContain('s3:GetObject')
  })
})

describe('what an allowance would not help', () => {
  it('is a policy that forbids it', async () => {
    await roleMay(allow('*'), deny('secretsmanager:PutSecretValue'))
    const found = findingOf(await run(doctor), ID)
    expect(found).toMatchObject({plan: null, refusedBecause: expect.stringContaining('a policy forbids')})
  })

  it('is a permissions boundary that leaves it out', async () => {
    const boundary = {PolicyName: 'edge', PolicyDocument: document(reads)}
    const {Policy} = await iam.send(new CreatePolicyCommand(boundary))
    await iam.send(new PutRolePermissionsBoundaryCommand({RoleName, PermissionsBoundary: Policy?.Arn}))
    const found = findingOf(await run(doctor), ID)
    expect(found).toMatchObject({
      plan: null,
      refusedBecause: expect.stringContaining('the permissions boundary forbids'),
    })
  })
})

describe('GetRandomPassword', () => {
  const calls = (...actions: readonly string[]) => ({
    policy: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: actions, Resource: '*'}]},
  })
  const kept = () => ({config: stage.sandbox.config, stateDir, name: ROTATOR})

  it('is lacking where the rehearsal called it', async () => {
    await roleMay(allow('*'), deny('secretsmanager:GetRandomPassword'))
    expect(conditionsOf(await run(doctor))).not.toContain(ID)
    await rehearsed(kept(), calls('secretsmanager:GetRandomPassword'))
    expect(findingOf(await run(doctor), ID).message).toContain('secretsmanager:GetRandomPassword')
  })

  it('is not allowed where the rehearsal did without', async () => {
    await roleMay(reads)
    await rehearsed(kept(), calls('secretsmanager:DescribeSecret'))
    expect(findingOf(await run(doctor), ID).message).not.toContain('GetRandomPassword')
  })
})

describe('what nobody can know', () => {
  it('is what the secret’s own policy allows', async () => {
    await roleMay(reads)
    const policy = document({
      ...allow('secretsmanager:*'),
      Principal: {AWS: `arn:aws:iam::${stage.sandbox.accountId}:root`},
    })
    await stage.secrets.send(new PutResourcePolicyCommand({SecretId: NAME, ResourcePolicy: policy}))
    const asked = await run(doctor)
    expect(unreadOf(asked)?.reason).toContain('the secret has a policy of its own')
    expect(conditionsOf(asked)).not.toContain(ID)
  })

  it('is a condition that could not be tried', async () => {
    await roleMay(allow('secretsmanager:*', {Condition: {StringEquals: {'aws:SourceVpce': 'vpce-1'}}}))
    const asked = await run(doctor)
    expect(unreadOf(asked)?.reason).toMatch(/aws:SourceVpce/i)
    expect(conditionsOf(asked)).not.toContain(ID)
  })

  it('is what may not be simulated, and the action is named', async () => {
    await roleMay(reads)
    const policies = {most: {Version: '2012-10-17', Statement: [allow('*'), deny('iam:SimulatePrincipalPolicy')]}}
    const key = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName: 'oncall', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const asked = await run(doctor, {env})
    expect(unreadOf(asked)).toMatchObject({action: 'iam:SimulatePrincipalPolicy'})
    expect(conditionsOf(asked)).not.toContain(ID)
  })
})
