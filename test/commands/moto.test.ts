import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {MOTO_ACCOUNT, motoTitle, startMoto, withoutMoto, type Moto} from '../support/moto.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'

const SecretId = 'prod/api'
const noEvents = 'cloudtrail:LookupEvents failed: the answer (HTTP 500) is not one of AWS.'

/**
 * A second opinion on the CLI from a server that nobody here wrote; no model of AWS. What it does otherwise than AWS, and
 * so what is expected here and nowhere else, stands in docs/moto.md.
 */
describe.skipIf(withoutMoto)(`secrot against ${motoTitle}`, {timeout: 60_000}, () => {
  let moto: Moto
  let functionArn: string

  beforeAll(async () => {
    moto = await startMoto()
  }, 90_000)
  afterAll(() => moto[Symbol.asyncDispose]())

  beforeEach(async () => {
    await moto.reset()
    await moto.secrets.send(new CreateSecretCommand({Name: SecretId, SecretString: '{"key":"one"}'}))
    await moto.secrets.send(new PutSecretValueCommand({SecretId, SecretString: '{"key":"two"}'}))
    functionArn = await moto.createFunction('rotator')
  })

  const secrot = (...argv: string[]): Promise<SecrotRun> => runSecrot(argv, {sandbox: moto})
  const labels = async () => (await moto.secrets.send(new DescribeSecretCommand({SecretId}))).VersionIdsToStages ?? {}
  const holderOf = async (label: string) =>
    Object.entries(await labels()).find(([, stages]) => stages.includes(label))?.[0]

  /** RotateSecret with a function that writes nothing, which on moto leaves AWSPENDING behind; `settled` takes it off. */
  async function configure({settled}: {readonly settled: boolean}): Promise<void> {
    const rules = {RotationRules: {AutomaticallyAfterDays: 30}, RotateImmediately: false}
    await moto.secrets.send(new RotateSecretCommand({SecretId, RotationLambdaARN: functionArn, ...rules}))
    if (!settled) return
    const pending = {SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: await holderOf('AWSPENDING')}
    await moto.secrets.send(new UpdateSecretVersionStageCommand(pending))
  }

  it('status lists secrets and shows one', async () => {
    const list = await secrot('status', '--json')
    expect(list.exitCode).toBe(0)
    expect(list.json).toMatchObject({
      callers: [{account: MOTO_ACCOUNT}],
      secrets: [{name: SecretId, verdict: 'off'}],
      failures: [],
    })
    const one = await secrot('status', SecretId)
    expect(one).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('○ off  prod/api: rotation never configured'),
    })
    expect(one.stdout).toContain(`AWSCURRENT ${await holderOf('AWSCURRENT')}`)
  })

  it('status says of a secret that is not there what it says on AWS', async () => {
    expect(await secrot('status', 'nobody')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('SECRET_NOT_FOUND'),
    })
  })

  it('versions shows them with their labels, without a key', async () => {
    const run = await secrot('versions', SecretId, '--json')
    expect(run.exitCode).toBe(0)
    const {versions} = run.json as {versions: {versionId: string; labels: string[]; kmsKeyIds: string[]}[]}
    expect(Object.fromEntries(versions.map(version => [version.versionId, version.labels]))).toEqual(await labels())
    expect(versions.flatMap(version => version.kmsKeyIds)).toEqual([])
  })

  it('versions --diff compares the shape of two values', async () => {
    const run = await secrot('versions', SecretId, '--diff', 'AWSPREVIOUS', 'AWSCURRENT')
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('key')
    expect(run.stdout).not.toMatch(/one|two/)
  })

  it('grant lets Secrets Manager in, once', async () => {
    const granted = await secrot('grant', 'rotator', '--yes')
    expect(granted).toMatchObject({exitCode: 0, stdout: expect.stringContaining('✔ granted by statement secrot-')})
    const again = await secrot('grant', 'rotator', '--yes')
    expect(again).toMatchObject({exitCode: 0, stdout: expect.stringContaining('nothing was changed')})
    expect((await secrot('grant', 'rotator', '--list')).stdout).toMatch(/secrot-[0-9a-f]{16} {2}exact/)
  })

  it('grant --revoke is refused as after a change by somebody else, and takes nothing away', async () => {
    const granted = await secrot('grant', 'rotator', '--yes')
    const statement = /secrot-[0-9a-f]{16}/.exec(granted.stdout)?.[0] ?? ''
    const revoked = await secrot('grant', 'rotator', '--revoke', '--allow', statement)
    expect(revoked).toMatchObject({exitCode: 3, stderr: expect.stringContaining('STATE_CHANGED')})
    expect((await secrot('grant', 'rotator', '--list')).stdout).toContain(`${statement}  exact`)
  })

  it('rotate starts a rotation, and --watch follows it to the moved label', async () => {
    await configure({settled: true})
    const before = await holderOf('AWSCURRENT')
    const run = await secrot('rotate', SecretId, '--yes', '--watch', '--timeout', '30s')
    const after = await holderOf('AWSCURRENT')
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${after} is in use, ${before} is AWSPREVIOUS`),
    })
  })

  it('status and rotate do not stumble over the empty ARN that moto has then in place of a function', async () => {
    await configure({settled: true})
    await secrot('rotate', SecretId, '--yes')
    const described = await moto.secrets.send(new DescribeSecretCommand({SecretId}))
    expect(described.RotationLambdaARN).toBe('')
    const status = await secrot('status', SecretId, '--json')
    expect((status.json as {secrets: object[]}).secrets[0]).not.toMatchObject({rotation: {functionArn: ''}})
    const rotate = await secrot('rotate', SecretId, '--dry-run')
    expect(rotate.stderr + rotate.stdout).not.toMatch(/function {2}|^! {2}/m)
  })

  it('a rotation that never ends is rotating in status, refused by rotate, and unknown to the doctor for want of events', async () => {
    await configure({settled: false})
    const pending = await holderOf('AWSPENDING')
    const status = await secrot('status', SecretId)
    expect(status).toMatchObject({exitCode: 0, stdout: expect.stringContaining('◐ rotating  prod/api')})
    expect(status.stdout + status.stderr).toContain(noEvents)
    const again = await secrot('rotate', SecretId, '--yes')
    expect(again).toMatchObject({exitCode: 3, stderr: expect.stringContaining('ROTATION_IN_PROGRESS')})
    expect(again.stderr).toContain(pending)
    const doctor = await secrot('doctor', SecretId)
    expect(doctor.stdout + doctor.stderr).toContain(noEvents)
    expect(await holderOf('AWSPENDING')).toBe(pending)
  })

  it('disable switches it off and keeps its rules', async () => {
    await configure({settled: true})
    const run = await secrot('disable', SecretId, '--yes')
    expect(run).toMatchObject({exitCode: 0, stdout: expect.stringContaining('✔ switched off: prod/api')})
    const described = await moto.secrets.send(new DescribeSecretCommand({SecretId}))
    expect(described).toMatchObject({RotationEnabled: false, RotationLambdaARN: functionArn})
    const status = await secrot('status', SecretId)
    expect(status.stdout).toMatch(/Rotation +off, its rules kept, every 30 days/)
    expect((await secrot('disable', SecretId, '--yes')).exitCode).toBe(0)
  })

  it('doctor without a finding ends with 0, and changes nothing', async () => {
    const before = await labels()
    expect(await secrot('doctor', SecretId)).toMatchObject({exitCode: 0})
    expect(await labels()).toEqual(before)
  })
})
