import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {InvokeCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import type {FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import type {Call} from '../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toyLambda, toySecrets, toyService, type ToyService} from '../../support/toy-services.ts'

describe('the fault plan', () => {
  let sandbox: TestSandbox
  let secrets: ToyService
  beforeEach(async () => {
    secrets = toySecrets()
    sandbox = await startTestSandbox({services: () => [secrets, toyLambda()]})
  })
  afterEach(() => sandbox.stop())

  const client = () => new SecretsManagerClient(sandbox.config)
  const list = () => client().send(new ListSecretsCommand())
  const plan = (...rules: FaultRule[]) => sandbox.faults.set(rules)
  const record = () =>
    sandbox.callRecord.entries().map(({kind, operation, tookEffect, status, error, detail}) => ({
      kind,
      operation,
      ...(tookEffect === undefined ? {} : {tookEffect}),
      ...(status === undefined ? {} : {status}),
      ...(error === undefined ? {} : {error}),
      ...(detail === undefined ? {} : {detail}),
    }))

  it('throttles in each service’s own words', async () => {
    plan({kind: 'throttle'})
    await expect(list()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: {httpStatusCode: 400},
    })
    await expect(new LambdaClient(sandbox.config).send(new InvokeCommand({FunctionName: 'f'}))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: {httpStatusCode: 429},
    })
    await expect(new STSClient(sandbox.config).send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'Throttling',
    })
    expect(secrets.inputs).toEqual([])
  })

  it('fails in each service’s own words', async () => {
    plan({kind: 'server-error'})
    await expect(list()).rejects.toMatchObject({name: 'InternalServiceError', $metadata: {httpStatusCode: 500}})
    await expect(new LambdaClient(sandbox.config).send(new InvokeCommand({FunctionName: 'f'}))).rejects.toMatchObject({
      name: 'ServiceException',
      $metadata: {httpStatusCode: 500},
    })
  })

  it('quotes the request in the text of an error, when it is told to', async () => {
    plan({kind: 'server-error', echo: true})
    const reading = client().send(new GetSecretValueCommand({SecretId: 'team/svc'}))
    await expect(reading).rejects.toMatchObject({
      name: 'InternalServiceError',
      message: 'An error occurred on the server side. The request was {"SecretId":"team/svc"}.',
    })
  })

  it('strikes for a time of the clock, when it is told to', async () => {
    const manual = await startTestSandbox({clock: {mode: 'manual'}, services: () => [secrets]})
    const listed = () =>
      manual.call('secretsmanager', 'ListSecrets', {}).then(
        () => 'listed',
        (error: unknown) => (error as {code: string}).code,
      )
    manual.faults.set([{kind: 'throttle', forMs: 5000}])
    await manual.clock.advance(4999)
    expect(await listed()).toBe('ThrottlingException')
    const saved = manual.snapshot()
    await manual.clock.advance(1)
    expect(await listed()).toBe('listed')
    manual.restore(saved)
    expect(await listed()).toBe('ThrottlingException')
    await manual.stop()
  })

  it('denies in AWS’s words', async () => {
    plan({kind: 'access-denied', operation: 'ListSecrets'})
    await expect(list()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::111122223333:root is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action',
    })
  })

  it('cuts the connection before the effect', async () => {
    plan({kind: 'connection-reset'})
    await expect(list()).rejects.toMatchObject({code: 'ECONNRESET'})
    expect(secrets.inputs).toEqual([])
    expect(record()).toEqual([
      {kind: 'fault', operation: 'ListSecrets', detail: {fault: 'connection-reset', rule: 0}},
      {kind: 'call', operation: 'ListSecrets', tookEffect: false},
    ])
  })

  it('loses the reply after the effect', async () => {
    plan({kind: 'lost-reply'})
    await expect(list()).rejects.toMatchObject({code: 'ECONNRESET'})
    expect(secrets.inputs).toEqual([{}])
    expect(record()).toEqual([
      {kind: 'fault', operation: 'ListSecrets', detail: {fault: 'lost-reply', rule: 0}},
      {kind: 'call', operation: 'ListSecrets', tookEffect: true},
    ])
  })

  it('loses the reply of a refused call without claiming an effect', async () => {
    plan({kind: 'lost-reply'})
    await expect(client().send(new GetSecretValueCommand({SecretId: 'missing'}))).rejects.toMatchObject({
      code: 'ECONNRESET',
    })
    expect(record().at(-1)).toEqual({
      kind: 'call',
      operation: 'GetSecretValue',
      tookEffect: false,
      error: 'ResourceNotFoundException',
    })
  })

  it('delays, then goes on', async () => {
    plan({kind: 'latency', latencyMs: 60, times: 1})
    const begun = performance.now()
    await list()
    expect(performance.now() - begun).toBeGreaterThan(55)
    expect(record()).toEqual([
      {kind: 'fault', operation: 'ListSecrets', detail: {fault: 'latency', rule: 0, latencyMs: 60}},
      {kind: 'call', operation: 'ListSecrets', tookEffect: true, status: 200},
    ])
  })

  it('delays in virtual time on a manual clock', async () => {
    await using sandbox = await startTestSandbox({clock: {mode: 'manual'}, services: () => [toySecrets()]})
    sandbox.faults.set([{kind: 'latency', latencyMs: 3_600_000}])
    const before = sandbox.clock.now()
    await new SecretsManagerClient(sandbox.config).send(new ListSecretsCommand())
    expect(sandbox.clock.now() - before).toBe(3_600_000)
  })

  it('asks for old labels where labels are read, and only there', async () => {
    const seen: (boolean | undefined)[] = []
    const note = (call: Call) => void seen.push(call.staleLabels)
    const noting = toyService(
      {id: 'secretsmanager', protocol: 'json-1.1', targetPrefix: 'secretsmanager'},
      {
        GetSecretValue: {run: note, answer: () => ({})},
        PutSecretValue: {run: note, answer: () => ({})},
      },
    )
    await using sandbox = await startTestSandbox({services: () => [noting]})
    sandbox.faults.set([{kind: 'stale-labels', nth: 1}])
    await sandbox.call('secretsmanager', 'PutSecretValue', {SecretId: 'a'})
    await sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: 'a'})
    await sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: 'a'})
    expect(seen).toEqual([undefined, true, undefined])
  })

  describe('chooses calls', () => {
    const fates = async (count: number) => {
      const fates: string[] = []
      for (let index = 0; index < count; index++) {
        fates.push(
          await list().then(
            () => '.',
            () => 'x',
          ),
        )
      }
      return fates.join('')
    }

    it('by number', async () => {
      plan({kind: 'throttle', nth: 3})
      await client().send(new GetSecretValueCommand({SecretId: 'a'}))
      await expect(fates(5)).resolves.toBe('.x...')
      plan({kind: 'throttle', operation: 'ListSecrets', nth: 3})
      await client().send(new GetSecretValueCommand({SecretId: 'a'}))
      await expect(fates(5)).resolves.toBe('..x..')
    })

    it('up to so many times', async () => {
      plan({kind: 'throttle', times: 2})
      await expect(fates(4)).resolves.toBe('xx..')
    })

    it('by chance, the same for the same seed', async () => {
      plan({kind: 'throttle', probability: 0.5})
      const first = await fates(30)
      expect(first).toContain('x')
      expect(first).toContain('.')
      plan({kind: 'throttle', probability: 0.5})
      await expect(fates(30)).resolves.toBe(first)
      sandbox.faults.set([{kind: 'throttle', probability: 0.5}], 2)
      await expect(fates(30)).resolves.not.toBe(first)
    })

    it('by service and by caller', async () => {
      plan({kind: 'throttle', service: 'lambda'}, {kind: 'throttle', principal: 'arn:aws:iam::4444*:root'})
      await expect(fates(2)).resolves.toBe('..')
      plan({kind: 'throttle', principal: 'arn:aws:iam::*:root'})
      await expect(fates(2)).resolves.toBe('xx')
    })

    it('with whole kinds switched off', async () => {
      plan({kind: 'throttle'})
      sandbox.faults.turn(['throttle'], 'off')
      await expect(fates(2)).resolves.toBe('..')
      sandbox.faults.turn(['throttle'], 'on')
      await expect(fates(2)).resolves.toBe('xx')
    })

    it('with the first of two rules that would end it', async () => {
      plan({kind: 'latency', latencyMs: 1}, {kind: 'throttle'}, {kind: 'lost-reply', times: 1})
      await expect(list()).rejects.toMatchObject({name: 'ThrottlingException'})
      expect(record().map(({kind, detail}) => [kind, detail?.['fault']])).toEqual([
        ['fault', 'latency'],
        ['fault', 'throttle'],
        ['call', undefined],
      ])
    })
  })

  describe('on calls of a function', () => {
    const ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotator'
    const worker = () => {
      const roleArn = sandbox.iam.addRole({
        accountId: sandbox.accountId,
        roleName: 'rotator',
        policies: {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
      })
      return sandbox.world.identities.issueSession({
        accountId: sandbox.accountId,
        roleArn,
        sessionName: 'rotator',
        durationMs: 3_600_000,
        functionArn: ARN,
      })
    }

    it.each(['rotator', ARN])('strikes the workers of %s alone', async name => {
      plan({kind: 'throttle', function: name})
      await list()
      const credentials = worker()
      await expect(
        new SecretsManagerClient({...sandbox.config, credentials}).send(new ListSecretsCommand()),
      ).rejects.toMatchObject({name: 'ThrottlingException'})
      expect(sandbox.callRecord.entries().at(-1)).toMatchObject({functionArn: ARN})
    })

    it('kills the worker before or after the effect', async () => {
      const killed: string[] = []
      const kill = sandbox.world.functions
      kill.killWorker = accessKeyId => killed.push(accessKeyId) > 0
      const credentials = worker()
      const send = () => new SecretsManagerClient({...sandbox.config, credentials}).send(new ListSecretsCommand())
      plan({kind: 'kill-before'})
      await expect(send()).rejects.toMatchObject({code: 'ECONNRESET'})
      expect([killed, secrets.inputs]).toEqual([[credentials.accessKeyId], []])
      plan({kind: 'kill-after'})
      await expect(send()).rejects.toMatchObject({code: 'ECONNRESET'})
      expect([killed.length, secrets.inputs]).toEqual([2, [{}]])
      expect(record().map(({kind, tookEffect, detail}) => [kind, tookEffect ?? detail])).toEqual([
        ['fault', {fault: 'kill-before', rule: 0, killed: true}],
        ['call', false],
        ['fault', {fault: 'kill-after', rule: 0, killed: true}],
        ['call', true],
      ])
    })
  })
})
