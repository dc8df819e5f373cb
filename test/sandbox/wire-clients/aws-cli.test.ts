import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {awsCli, awsCliTitle, withoutAwsCli, withoutBoto3} from '../../support/foreign-clients.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {rotatorPolicy, rotators, type Rotator} from './rotators.ts'

/** The conformance checklist (aws-behaviour.md section 18) once more, by a client that nobody here wrote. */
describe.skipIf(withoutAwsCli)(`through the ${awsCliTitle}`, {timeout: 60_000}, () => {
  let sandbox: TestSandbox
  let folder: string
  beforeEach(async () => {
    sandbox = await startTestSandbox({switches: {pendingCleanupDelayMs: 0}})
    folder = await mkdtemp(join(tmpdir(), 'secrot-cli-'))
  })
  afterEach(async () => {
    await sandbox.stop()
    await rm(folder, {recursive: true})
  })

  const aws = async (...args: string[]): Promise<Record<string, unknown>> => {
    const answer = await awsCli(sandbox, ...args, '--output', 'json')
    return answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>)
  }
  const secrets = (operation: string, ...args: string[]) =>
    aws('secretsmanager', operation, '--secret-id', 'prod/db', ...args)
  const labels = async () =>
    Object.fromEntries(
      Object.entries((await secrets('describe-secret'))['VersionIdsToStages'] as Record<string, string[]>).map(
        ([id, stages]) => [id.slice(0, 2), stages.toSorted()],
      ),
    )
  const token = (short: string) => short.padEnd(32, '0')

  it('creates a secret, puts values, reads them and moves a stage (lines 1, 2, 3)', async () => {
    await aws('secretsmanager', 'create-secret', '--name', 'prod/db')
    expect(await secrets('describe-secret')).not.toHaveProperty('VersionIdsToStages')
    const put = (id: string) =>
      secrets('put-secret-value', '--secret-string', `value ${id}`, '--client-request-token', token(id))
    expect(await put('v1')).toMatchObject({VersionId: token('v1'), VersionStages: ['AWSCURRENT']})
    await put('v2')
    expect(await labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    const move = ['--version-stage', 'AWSCURRENT', '--remove-from-version-id', token('v2')]
    await secrets('update-secret-version-stage', ...move, '--move-to-version-id', token('v1'))
    expect(await labels()).toEqual({v1: ['AWSCURRENT'], v2: ['AWSPREVIOUS']})
    expect(await secrets('get-secret-value')).toMatchObject({SecretString: 'value v1', Name: 'prod/db'})
    const versions = (await secrets('list-secret-version-ids'))['Versions'] as {VersionId: string}[]
    expect(versions.map(({VersionId}) => VersionId).sort()).toEqual([token('v1'), token('v2')])
  })

  it('hides a version without a label, and takes a token twice only for the same value (lines 4, 5)', async () => {
    await aws('secretsmanager', 'create-secret', '--name', 'prod/db')
    const put = (id: string, value = `value ${id}`) =>
      secrets('put-secret-value', '--secret-string', value, '--client-request-token', token(id))
    for (const id of ['v1', 'v2', 'v3']) await put(id)
    const listed = async (...more: string[]) => {
      const {Versions} = await secrets('list-secret-version-ids', ...more)
      return (Versions as {VersionId: string; VersionStages?: string[]}[]).map(({VersionId, VersionStages}) => [
        VersionId.slice(0, 2),
        VersionStages,
      ])
    }
    expect(Object.fromEntries(await listed())).toEqual({v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
    expect(await listed('--include-deprecated')).toContainEqual(['v1', undefined])
    await put('v3')
    await expect(put('v3', 'another')).rejects.toThrow('An error occurred (ResourceExistsException)')
  })

  it('restores what is scheduled for deletion (line 22)', async () => {
    await aws('secretsmanager', 'create-secret', '--name', 'prod/db', '--secret-string', 'x')
    await secrets('delete-secret')
    await expect(secrets('get-secret-value')).rejects.toThrow('because it was marked for deletion.')
    await secrets('restore-secret')
    expect(await secrets('get-secret-value')).toMatchObject({SecretString: 'x'})
  })

  it('says what AWS says of an unknown secret (line 7)', async () => {
    await expect(secrets('describe-secret')).rejects.toMatchObject({
      code: expect.toSatisfy((code: number) => code === 254 || code === 255),
      stderr: expect.stringContaining(
        "An error occurred (ResourceNotFoundException) when calling the DescribeSecret operation: Secrets Manager can't find the specified secret.",
      ),
    })
  })

  describe('runs functions', () => {
    const create = async (rotator: Rotator): Promise<string> => {
      const policies = {rotate: rotatorPolicy}
      const role = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: rotator.name, policies})
      const file = join(folder, 'function.zip')
      await writeFile(file, rotator.zip)
      const what = ['--function-name', rotator.name, '--runtime', rotator.runtime, '--handler', rotator.handler]
      const created = await aws('lambda', 'create-function', ...what, '--role', role, '--zip-file', `fileb://${file}`)
      return created['FunctionArn'] as string
    }
    const mayNotRun = (rotator: Rotator) => (rotator.name === 'python' ? withoutBoto3 : undefined)

    for (const rotator of rotators) {
      it.skipIf(mayNotRun(rotator))(
        `rotates with a ${rotator.name} function once it may be invoked (lines 8, 12, 21)`,
        async () => {
          const functionArn = await create(rotator)
          await aws('secretsmanager', 'create-secret', '--name', 'prod/db', '--secret-string', 'first')
          const rotate = () =>
            secrets(
              'rotate-secret',
              '--rotation-lambda-arn',
              functionArn,
              '--rotation-rules',
              'AutomaticallyAfterDays=30',
            )
          await expect(rotate()).rejects.toThrow('Secrets Manager cannot invoke the specified Lambda function')
          expect(await secrets('describe-secret')).not.toHaveProperty('RotationEnabled')
          const grant = ['--statement-id', 'rotation', '--action', 'lambda:InvokeFunction']
          const principal = ['--principal', 'secretsmanager.amazonaws.com', '--source-account', sandbox.accountId]
          await aws('lambda', 'add-permission', '--function-name', rotator.name, ...grant, ...principal)
          const {VersionId} = await rotate()
          await sandbox.clock.idle()
          await sandbox.clock.advance(1)
          const {VersionIdsToStages, RotationEnabled} = await secrets('describe-secret')
          expect({VersionIdsToStages, RotationEnabled}).toMatchObject({
            VersionIdsToStages: {[VersionId as string]: ['AWSCURRENT']},
            RotationEnabled: true,
          })
          expect((await secrets('get-secret-value'))['SecretString']).not.toBe('first')
          const named = 'AttributeKey=EventName,AttributeValue=RotationSucceeded'
          const {Events} = await aws('cloudtrail', 'lookup-events', '--lookup-attributes', named)
          expect(Events).toMatchObject([{EventName: 'RotationSucceeded', ReadOnly: 'false'}])
        },
      )
    }

    it('invokes one with the tail of its log (line 16)', async () => {
      const [rotator] = rotators
      if (rotator === undefined) throw new Error('There is a rotator for Node.')
      await create(rotator)
      const payload = join(folder, 'event.json')
      await writeFile(payload, JSON.stringify({SecretId: 'none', ClientRequestToken: 'x', Step: 'testSecret'}))
      const out = join(folder, 'out.json')
      const answer = await aws(
        'lambda',
        'invoke',
        '--function-name',
        'node',
        '--log-type',
        'Tail',
        '--payload',
        `fileb://${payload}`,
        out,
      )
      expect(answer).toMatchObject({StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST'})
      const tail = Buffer.from(answer['LogResult'] as string, 'base64').toString()
      expect(tail).toContain('testSecret')
      expect(tail).toMatch(/REPORT RequestId: /)
    })
  })

  it('has a third access key refused with 409 LimitExceeded (line 18)', async () => {
    await aws('iam', 'create-user', '--user-name', 'mailer')
    const create = () => aws('iam', 'create-access-key', '--user-name', 'mailer')
    await create()
    await create()
    await expect(create()).rejects.toThrow(
      'An error occurred (LimitExceeded) when calling the CreateAccessKey operation: Cannot exceed quota for AccessKeysPerUser: 2',
    )
    const {AccessKeyMetadata} = await aws('iam', 'list-access-keys', '--user-name', 'mailer')
    expect(AccessKeyMetadata).toHaveLength(2)
  })

  it('learns who it is, and finds that in the trail (line 21)', async () => {
    const Arn = `arn:aws:iam::${sandbox.accountId}:root`
    expect(await aws('sts', 'get-caller-identity')).toEqual({
      UserId: sandbox.accountId,
      Account: sandbox.accountId,
      Arn,
    })
    const {Events} = await aws('cloudtrail', 'lookup-events', '--region', 'us-east-1', '--max-items', '5')
    expect(Events).toMatchObject([{EventName: 'GetCallerIdentity', ReadOnly: 'true', Username: 'root'}])
    const [{CloudTrailEvent} = {CloudTrailEvent: ''}] = Events as {CloudTrailEvent: string}[]
    expect(JSON.parse(CloudTrailEvent)).toMatchObject({userIdentity: {arn: Arn}, eventSource: 'sts.amazonaws.com'})
  })
})
