import {setTimeout as wait} from 'node:timers/promises'
import {deserialize, serialize} from 'node:v8'

import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {SecretsManagerClient, GetSecretValueCommand, ListSecretsCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {ConnectionCut} from '../../../src/lib/sandbox/connection-cut.ts'
import type {Sandbox} from '../../../src/lib/sandbox/index.ts'
import type {ServiceError} from '../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toySecrets} from '../../support/toy-services.ts'

describe('a snapshot', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({clock: {mode: 'manual'}, services: () => [toySecrets()]})
  })
  afterEach(() => sandbox.stop())

  const identity = (credentials: {accessKeyId: string; secretAccessKey: string}) =>
    new STSClient({...sandbox.config, credentials}).send(new GetCallerIdentityCommand())

  it('puts credentials, time, record, faults and chance back', async () => {
    sandbox.faults.set([{kind: 'throttle', service: 'secretsmanager', nth: 2}])
    await sandbox.call('secretsmanager', 'ListSecrets', {})
    const saved = sandbox.snapshot()
    const story = async () => {
      await sandbox.clock.advance(1000)
      const outcome = await sandbox.call('secretsmanager', 'ListSecrets', {}).catch((error: ServiceError) => error.code)
      const {world} = sandbox
      return [outcome, world.random(), world.uuid(), sandbox.clock.now(), sandbox.callRecord.entries()]
    }
    const first = structuredClone(await story())
    const user = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'late'})
    await identity(user)
    sandbox.restore(saved)
    await expect(identity(user)).rejects.toMatchObject({name: 'InvalidClientTokenId'})
    sandbox.restore(saved)
    expect(await story()).toEqual(first)
  })

  it('is plain data and survives being written down', async () => {
    await sandbox.call('secretsmanager', 'ListSecrets', {})
    const written = serialize(sandbox.snapshot())
    await sandbox.call('secretsmanager', 'ListSecrets', {})
    sandbox.restore(deserialize(written) as ReturnType<Sandbox['snapshot']>)
    expect(sandbox.callRecord.entries()).toHaveLength(1)
    await expect(identity(sandbox.credentials)).resolves.toMatchObject({Account: sandbox.accountId})
  })

  it('stays as it is when the sandbox goes on', async () => {
    await sandbox.call('secretsmanager', 'ListSecrets', {})
    const saved = sandbox.snapshot()
    const before = structuredClone(saved)
    await sandbox.call('secretsmanager', 'ListSecrets', {})
    sandbox.clock.schedule({dueAt: 0, kind: 'x', payload: 1})
    sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'late'})
    expect(saved).toEqual(before)
  })

  it('knows nothing of a call that was waiting out its latency when it was put back', async () => {
    await using other = await startTestSandbox()
    const saved = other.snapshot()
    other.faults.set([{kind: 'latency', latencyMs: 50}])
    const late = other.call('secretsmanager', 'CreateSecret', {Name: 'late', ClientRequestToken: 'v1'.padEnd(32, '-')})
    other.restore(saved)
    await expect(late).rejects.toEqual(new ConnectionCut(false))
    expect(other.callRecord.entries()).toEqual([])
    await expect(other.call('secretsmanager', 'ListSecrets', {})).resolves.toMatchObject({SecretList: []})
  })

  it('knows nothing of a log-in that was waiting when it was put back', async () => {
    await using other = await startTestSandbox()
    other.logins.setPassword('database', 'api', 'one')
    other.logins.behave('database', {delayMs: 50})
    const saved = other.snapshot()
    const change = {user: 'api', password: 'one', newPassword: 'two'}
    const late = other.logins.attempt('database', 'password', change)
    other.restore(saved)
    expect(await late).toBe(503)
    expect([other.callRecord.entries(), other.logins.accepts('database', 'api', 'one')]).toEqual([[], true])
  })

  it('of the start is what reset goes back to', async () => {
    sandbox.faults.set([{kind: 'throttle'}])
    sandbox.addAccount('444455556666')
    await sandbox.clock.advance(5000)
    await sandbox.reset()
    expect(sandbox.faults.rules).toEqual([])
    expect(sandbox.callRecord.entries()).toEqual([])
    await expect(identity(sandbox.credentials)).resolves.toMatchObject({Account: sandbox.accountId})
  })
})

describe('a reset', () => {
  it('lets nothing of what was under way into the new state', async () => {
    await using sandbox = await startTestSandbox()
    const late = async () => {
      await wait(50)
      sandbox.callRecord.add({kind: 'event'})
    }
    const ended = sandbox.clock.track(late())
    await sandbox.reset()
    await ended
    expect(sandbox.callRecord.entries()).toEqual([])
  })
})

describe('without a socket', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({listen: false, services: () => [toySecrets()]})
  })
  afterEach(() => sandbox.stop())

  const client = () => new SecretsManagerClient({...sandbox.config, requestHandler: sandbox.requestHandler})

  it('nobody listens', () => {
    expect(sandbox.port).toBe(0)
  })

  it('SDK clients get the same bytes, errors and dates', async () => {
    await expect(client().send(new GetSecretValueCommand({SecretId: 'a'}))).resolves.toMatchObject({Name: 'a'})
    await expect(client().send(new GetSecretValueCommand({SecretId: 'missing'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    })
    const credentials = {...sandbox.credentials, secretAccessKey: 'another'}
    const stranger = new SecretsManagerClient({...sandbox.config, credentials, requestHandler: sandbox.requestHandler})
    await expect(stranger.send(new ListSecretsCommand())).rejects.toMatchObject({name: 'InvalidSignatureException'})
  })

  it('SDK clients retry a cut connection as they would on the wire', async () => {
    sandbox.faults.set([{kind: 'lost-reply', nth: 1}])
    await expect(client().send(new ListSecretsCommand())).rejects.toMatchObject({code: 'ECONNRESET'})
    sandbox.faults.set([{kind: 'lost-reply', nth: 1}])
    const patient = new SecretsManagerClient({
      ...sandbox.config,
      maxAttempts: 2,
      requestHandler: sandbox.requestHandler,
    })
    await expect(patient.send(new ListSecretsCommand())).resolves.toMatchObject({$metadata: {attempts: 2}})
  })

  it('plain calls pass the same checks and give the same record', async () => {
    await client().send(new GetSecretValueCommand({SecretId: 'a'}))
    await expect(sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: 'a'})).resolves.toMatchObject({Name: 'a'})
    const [wire, plain] = sandbox.callRecord.entries()
    const {sequence: _one, at: _then, requestId: _this, ...expected} = wire!
    expect(plain).toMatchObject(expected)
    await expect(sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: 'missing'})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await expect(sandbox.call('secretsmanager', 'ListSecrets', {}, {accessKeyId: 'AKIAX'})).rejects.toMatchObject({
      code: 'UnrecognizedClientException',
    })
    sandbox.faults.set([{kind: 'lost-reply'}])
    await expect(sandbox.call('secretsmanager', 'ListSecrets', {})).rejects.toEqual(new ConnectionCut(true))
  })

  it('policies bind plain calls too', async () => {
    const {accessKeyId} = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'nobody'})
    await expect(sandbox.call('secretsmanager', 'ListSecrets', {}, {accessKeyId})).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::111122223333:user/nobody is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action',
    })
    expect(sandbox.callRecord.entries()).toMatchObject([{error: 'AccessDeniedException', tookEffect: false}])
  })
})

describe('the call record', () => {
  it('can be taken with its newest entries alone, which keep their numbers', async () => {
    await using sandbox = await startTestSandbox({listen: false})
    for (let index = 0; index < 5; index++) sandbox.callRecord.add({kind: 'event'})
    sandbox.callRecord.restore(sandbox.callRecord.snapshot(2))
    sandbox.callRecord.add({kind: 'event'})
    expect(sandbox.callRecord.entries().map(({sequence}) => sequence)).toEqual([4, 5, 6])
  })
})

describe('request digests', () => {
  it('are equal for equal seeds and inputs, whatever the order of members, and differ otherwise', async () => {
    const digests = async (seed: number, ...inputs: Record<string, unknown>[]) => {
      await using sandbox = await startTestSandbox({seed, listen: false, services: () => [toySecrets()]})
      for (const input of inputs) await sandbox.call('secretsmanager', 'ListSecrets', input)
      return sandbox.callRecord.entries().map(({requestDigest}) => requestDigest)
    }
    const [one, same, other] = await digests(1, {a: 1, b: {c: [1, 2], d: 'x'}}, {b: {d: 'x', c: [1, 2]}, a: 1}, {a: 2})
    expect(one).toMatch(/^[\da-f]{16}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
    expect(await digests(1, {b: {c: [1, 2], d: 'x'}, a: 1})).toEqual([one])
    expect(await digests(2, {a: 1, b: {c: [1, 2], d: 'x'}})).not.toEqual([one])
  })
})
