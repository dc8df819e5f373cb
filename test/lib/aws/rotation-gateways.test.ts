import {PutFunctionConcurrencyCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {CreateAccessKeyCommand, CreateUserCommand, IAMClient} from '@aws-sdk/client-iam'
import {unzipSync} from 'fflate'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {connect, keysOf, type Connected} from '../../support/connect.ts'
import {startRotators, type RotatorBench} from '../../support/node-rotator.ts'

let bench: RotatorBench
let aws: Connected
let functionArn: string
let secretArn: string

beforeAll(async () => {
  bench = await startRotators()
  functionArn = await bench.rotator('rotator', {environment: {FAIL_STEP: 'setSecret', API_TOKEN: 'hunter2'}})
  secretArn = await bench.secret('prod/api', functionArn)
  Object.assign(process.env, keysOf(bench.sandbox.credentials))
  aws = connect(bench.sandbox.url)
}, 60_000)

afterAll(() => bench[Symbol.asyncDispose]())

describe('a rotation function', () => {
  it('is described without the values of its environment', async () => {
    const configuration = await aws.gateways.lambda.configuration(functionArn)
    expect(configuration).toMatchObject({
      arn: functionArn,
      name: 'rotator',
      state: 'Active',
      logGroup: '/aws/lambda/rotator',
      logFormat: 'Text',
      inVpc: false,
    })
    expect(configuration?.timeoutMs).toBeGreaterThan(0)
    expect(configuration?.environmentNames).toEqual(['API_TOKEN', 'FAIL_STEP'])
    expect(JSON.stringify(configuration)).not.toContain('hunter2')
  })

  it('is fetched with its package and what it runs on', async () => {
    const deployed = await aws.gateways.lambda.deployed(functionArn)
    expect(Object.keys(unzipSync(deployed?.code ?? new Uint8Array()))).toEqual(['index.mjs'])
    expect(deployed?.variables).toEqual({FAIL_STEP: 'setSecret', API_TOKEN: 'hunter2'})
    expect(deployed?.configuration).toEqual(await aws.gateways.lambda.configuration(functionArn))
    expect(aws.actions).toContain('lambda:GetFunction')
  })

  it('that does not exist is no failure', async () => {
    const missing = `${functionArn}-nope`
    expect(await aws.gateways.lambda.deployed(missing)).toBeUndefined()
    expect(await aws.gateways.lambda.configuration(missing)).toBeUndefined()
    expect(await aws.gateways.lambda.policy(missing)).toBeUndefined()
    expect(await aws.gateways.lambda.reservedConcurrency(missing)).toBeUndefined()
  })

  it('shows who may invoke it, and is opened and closed again', async () => {
    const before = (await aws.gateways.lambda.policy(functionArn))?.statements.length ?? 0
    const statementId = 'secrot-test'
    await aws.mutations.lambda.addPermission({
      functionArn,
      statementId,
      sourceAccount: '111122223333',
      sourceArn: secretArn,
    })
    const opened = await aws.gateways.lambda.policy(functionArn)
    expect(opened?.statements).toHaveLength(before + 1)
    expect(opened?.statements.at(-1)).toMatchObject({
      Sid: statementId,
      Principal: {Service: 'secretsmanager.amazonaws.com'},
    })
    await aws.mutations.lambda.removePermission({functionArn, statementId, revisionId: opened?.revisionId ?? ''})
    expect((await aws.gateways.lambda.policy(functionArn))?.statements ?? []).toHaveLength(before)
  })

  it('whose policy changed meanwhile is STATE_CHANGED', async () => {
    await expect(
      aws.mutations.lambda.addPermission({
        functionArn,
        statementId: 'x',
        revisionId: '00000000-0000-0000-0000-000000000000',
      }),
    ).rejects.toMatchObject({code: 'STATE_CHANGED', exit: 3})
  })

  it('tells its reserved concurrency', async () => {
    expect(await aws.gateways.lambda.reservedConcurrency(functionArn)).toBeUndefined()
    const sdk = new LambdaClient(bench.sandbox.config)
    await sdk.send(new PutFunctionConcurrencyCommand({FunctionName: 'rotator', ReservedConcurrentExecutions: 3}))
    sdk.destroy()
    expect(await aws.gateways.lambda.reservedConcurrency(functionArn)).toBe(3)
  })

  it('is sent one step by hand: its error, its log and its time come back', async () => {
    const step = await aws.mutations.lambda.invokeStep({
      functionArn,
      step: 'setSecret',
      secretArn,
      versionId: '9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43',
      timeoutMs: 30_000,
    })
    expect(step.functionError).toBe('Unhandled')
    expect(JSON.parse(step.payload)).toMatchObject({errorType: 'TargetError'})
    expect(step.logTail).toContain('START RequestId:')
    expect(step.endedAt).toBeGreaterThanOrEqual(step.startedAt)
    expect(step.requestId).toMatch(/^[0-9a-f-]{36}$/)
  }, 60_000)

  it('may have done a step whose answer was not waited for: no failure, a reply that is lost', async () => {
    const interrupt = new AbortController()
    const sent = aws.mutations.lambda.invokeStep({
      functionArn,
      step: 'setSecret',
      secretArn,
      versionId: '9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43',
      timeoutMs: 30_000,
      signal: interrupt.signal,
    })
    interrupt.abort()
    await expect(sent).rejects.toMatchObject({code: 'UNREACHABLE'})
  })
})

describe('a rotation that failed', () => {
  it('is in the log and in the trail', async () => {
    const since = bench.sandbox.clock.now() - 3_600_000
    const {versionId} = await aws.mutations.secrets.rotate({
      arn: secretArn,
      clientRequestToken: '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
    })
    expect(versionId).toBe('3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11')
    await bench.sandbox.clock.advance(600_000)
    const {events} = await aws.gateways.logs.filter({group: '/aws/lambda/rotator', since})
    expect(events.some(event => event.message.includes('TargetError'))).toBe(true)
    expect(events.map(event => event.at)).toEqual(events.map(event => event.at).toSorted((a, b) => a - b))

    const page = await aws.gateways.trail.page({eventName: 'RotateSecret', since})
    expect(page.events[0]).toMatchObject({name: 'RotateSecret', record: {eventSource: 'secretsmanager.amazonaws.com'}})
    const byKey = await aws.gateways.trail.pageByAccessKey({accessKeyId: bench.sandbox.credentials.accessKeyId, since})
    expect(byKey.events.length).toBeGreaterThan(0)
  }, 60_000)

  it('that is pending refuses another one: ROTATION_IN_PROGRESS, and may be cancelled', async () => {
    await expect(
      aws.mutations.secrets.rotate({arn: secretArn, clientRequestToken: '4e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11'}),
    ).rejects.toMatchObject({code: 'ROTATION_IN_PROGRESS', exit: 3})
    await aws.mutations.secrets.cancelRotation({arn: secretArn})
    expect((await aws.gateways.secrets.describe(secretArn)).rotationEnabled).toBe(false)
  })

  it('has no log when the function never ran', async () => {
    expect(await aws.gateways.logs.filter({group: '/aws/lambda/never', since: 0})).toEqual({events: [], cutOff: false})
  })
})

describe('an access key', () => {
  it('is listed, switched off, and tells when it was used last', async () => {
    const sdk = new IAMClient(bench.sandbox.config)
    await sdk.send(new CreateUserCommand({UserName: 'deploy'}))
    const {AccessKey: key} = await sdk.send(new CreateAccessKeyCommand({UserName: 'deploy'}))
    sdk.destroy()
    const accessKeyId = key?.AccessKeyId ?? ''
    expect(await aws.gateways.iam.listAccessKeys('deploy')).toMatchObject([
      {accessKeyId, userName: 'deploy', active: true},
    ])
    expect(await aws.gateways.iam.accessKeyLastUsed(accessKeyId)).toEqual({userName: 'deploy'})
    await aws.mutations.iam.setAccessKeyStatus({userName: 'deploy', accessKeyId, active: false})
    expect(await aws.gateways.iam.listAccessKeys('deploy')).toMatchObject([{active: false}])
  })

  it('of a user that does not exist is NOT_FOUND', async () => {
    await expect(aws.gateways.iam.listAccessKeys('nobody')).rejects.toMatchObject({code: 'NOT_FOUND', exit: 1})
  })
})

describe('rules as DescribeSecret shows them', () => {
  it('are taken back by RotateSecret, although days and an expression are never taken together', async () => {
    const arn = await bench.secret('prod/cron')
    const rotator = await bench.rotator('cron-rotator')
    const more = {arn, functionArn: rotator, rotateImmediately: false}
    await aws.mutations.secrets.rotate({
      ...more,
      clientRequestToken: '5e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
      rules: {scheduleExpression: 'cron(0 16 1,15 * ? *)', duration: '2h'},
    })
    await bench.sandbox.clock.advance(60_000)
    const {rotationRules: rules} = await aws.gateways.secrets.describe(arn)
    expect(rules).toEqual({
      automaticallyAfterDays: 14,
      scheduleExpression: 'cron(0 16 1,15 * ? *)',
      duration: '2h',
    })
    await aws.mutations.secrets.rotate({
      ...more,
      clientRequestToken: '6e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
      rules: rules ?? {},
    })
    expect((await aws.gateways.secrets.describe(arn)).rotationRules).toEqual(rules)
  })
})
