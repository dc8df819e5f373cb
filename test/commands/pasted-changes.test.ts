import {DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parse} from 'shell-quote'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {awsCli, awsCliTitle, withoutAwsCli} from '../support/foreign-clients.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'

let bench: RotatorBench
let permissions: Permissions

beforeEach(async () => {
  bench = await startRotators({clock: {mode: 'real'}})
  permissions = permissionsOf(bench)
  await bench.rotator('api-rotation')
})

afterEach(async () => {
  permissions[Symbol.dispose]()
  await bench[Symbol.asyncDispose]()
})

interface Change {
  readonly aws: string
  readonly undo: readonly string[]
}

async function changeOf(...argv: string[]): Promise<Change> {
  const {json} = await bench.run([...argv, '--json'])
  return (json as {changes: readonly [Change]}).changes[0]
}

async function paste(command: string | undefined): Promise<void> {
  const [program, ...words] = parse(command ?? '').filter(word => typeof word === 'string')
  expect(program).toBe('aws')
  await awsCli(bench.sandbox, ...words)
}

describe.skipIf(withoutAwsCli)(`a change pasted into ${awsCliTitle}`, {timeout: 120_000}, () => {
  it('grants what grant would', async () => {
    await permissions.remove('api-rotation', 'secrets-manager')
    await bench.secret('prod/api')
    const grant = ['grant', 'api-rotation', '--secret', 'prod/api']
    await paste((await changeOf(...grant, '--dry-run')).aws)
    expect((await bench.run([...grant, '--json'])).json).toMatchObject({outcome: 'already', allowed: true})
  })

  it('brings back a statement that was taken away', async () => {
    await permissions.add('api-rotation', {SourceAccount: '999988887777'})
    const before = await permissions.of('api-rotation')
    const {undo} = await changeOf('grant', 'api-rotation', '--revoke', 'theirs', '--allow', 'theirs')
    expect(await permissions.of('api-rotation')).toHaveLength(1)
    await paste(undo[0])
    expect(await permissions.of('api-rotation')).toEqual(before)
  })

  it('takes back what grant has added', async () => {
    await permissions.remove('api-rotation', 'secrets-manager')
    const {undo} = await changeOf('grant', 'api-rotation', '--yes')
    await paste(undo[0])
    expect(await permissions.of('api-rotation')).toEqual([])
  })

  it('sends the step that step would, and takes the last one back', async () => {
    await bench.secret('prod/api', 'arn:aws:lambda:eu-central-1:111122223333:function:api-rotation')
    const [current = ''] = Object.keys(await bench.labels('prod/api'))
    const value = {SecretString: 'canary-value', VersionStages: ['AWSPENDING']}
    const {VersionId = ''} = await bench.secrets.send(new PutSecretValueCommand({SecretId: 'prod/api', ...value}))
    const {json} = await bench.run(['step', 'prod/api', '--only', 'finishSecret', '--dry-run', '--json'])
    const [planned] = (json as {steps: readonly Change[]}).steps
    // Version 1 takes a payload as it is, and has no option for that.
    const older = awsCliTitle.startsWith('aws-cli/1.')
    const command = older ? planned?.aws.replace(' --cli-binary-format raw-in-base64-out', '') : planned?.aws
    // A socket, which stdout is here, cannot be opened by its name as a terminal or a pipe can.
    await paste(command?.replace('/dev/stdout', '/dev/null'))
    expect((await bench.labels('prod/api'))[VersionId]).toContain('AWSCURRENT')
    await paste(planned?.undo[0])
    expect((await bench.labels('prod/api'))[current]).toContain('AWSCURRENT')
  })

  it('switches off what disable would', async () => {
    await bench.secret('prod/api', 'arn:aws:lambda:eu-central-1:111122223333:function:api-rotation')
    await paste((await changeOf('disable', 'prod/api', '--dry-run')).aws)
    expect((await bench.run(['disable', 'prod/api', '--json'])).json).toMatchObject({outcome: 'already'})
  })

  it('rotates as rotate would, to the version that was shown', async () => {
    await bench.secret('prod/api', 'arn:aws:lambda:eu-central-1:111122223333:function:api-rotation')
    const {stderr} = await bench.run(['rotate', 'prod/api', '--dry-run'])
    const [, shown] = / {2}does {2}RotateSecret with new version ([\w-]+)/.exec(stderr) ?? []
    await paste(/^ {2}aws {3}(aws .*)$/m.exec(stderr)?.[1])
    await bench.sandbox.clock.idle()
    expect((await bench.labels('prod/api'))[shown ?? '']).toContain('AWSCURRENT')
  })

  it('switches a rotation on again as it was before disable', async () => {
    const arn = await bench.secret('prod/api', 'arn:aws:lambda:eu-central-1:111122223333:function:api-rotation')
    const rotation = async () => {
      const secret = await bench.secrets.send(new DescribeSecretCommand({SecretId: arn}))
      return [secret.RotationEnabled, secret.RotationLambdaARN, secret.RotationRules]
    }
    const before = await rotation()
    const {undo} = await changeOf('disable', 'prod/api', '--yes')
    expect(await rotation()).toEqual([false, ...before.slice(1)])
    await paste(undo[0])
    expect(await rotation()).toEqual(before)
  })

  it('rolls back what rollback would, and forth again', async () => {
    const arn = await bench.secret('prod/api')
    await bench.put('prod/api', 'second')
    const before = await bench.labels(arn)
    const {json} = await bench.run(['rollback', 'prod/api', '--unproven', '--dry-run', '--json'])
    const {from, to, changes} = json as {from: string; to: string; changes: readonly Change[]}
    for (const {aws} of changes) await paste(aws)
    const held = `secrot-hold-${from}`
    expect(await bench.labels(arn)).toEqual({
      [to]: ['AWSCURRENT'],
      [from]: expect.arrayContaining(['AWSPREVIOUS', held]),
    })
    for (const {undo} of changes.toReversed()) await paste(undo[0])
    expect(await bench.labels(arn)).toEqual(before)
  })

  it('puts what put would', async () => {
    const arn = await bench.secret('prod/api')
    const folder = await mkdtemp(join(tmpdir(), 'secrot-pasted-'))
    const path = join(folder, 'new value')
    await writeFile(path, 'pasted-value')
    const {json} = await bench.run(['put', 'prod/api', '--from', path, '--dry-run', '--json'])
    for (const {aws} of (json as {changes: readonly Change[]}).changes) await paste(aws)
    await rm(folder, {recursive: true})
    expect(
      Object.values(await bench.labels(arn))
        .flat()
        .toSorted(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
    const {SecretString} = await bench.secrets.send(new GetSecretValueCommand({SecretId: arn}))
    expect(SecretString).toBe('pasted-value')
  })
})
