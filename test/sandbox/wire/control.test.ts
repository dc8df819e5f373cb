import {SecretsManagerClient, ListSecretsCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toySecrets} from '../../support/toy-services.ts'

describe('the control paths', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({services: () => [toySecrets()]})
  })
  afterEach(() => sandbox.stop())

  const ask = async (method: string, path: string, body?: unknown): Promise<{status: number; answer: unknown}> => {
    const response = await fetch(`${sandbox.url}/_secrot/${path}`, {
      method,
      headers: {authorization: `Bearer ${sandbox.controlToken}`},
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    })
    return {status: response.status, answer: await response.json()}
  }
  const list = () => new SecretsManagerClient(sandbox.config).send(new ListSecretsCommand())

  it('tell what clients need to know', async () => {
    await expect(ask('GET', '')).resolves.toMatchObject({
      status: 200,
      answer: {
        url: sandbox.url,
        accountId: '111122223333',
        region: 'eu-central-1',
        credentials: sandbox.credentials,
        clock: {mode: 'real'},
      },
    })
  })

  it('show and move the clock', async () => {
    await expect(ask('POST', 'clock/advance', {ms: 86_400_000})).resolves.toMatchObject({status: 200})
    expect(sandbox.clock.offsetMs()).toBeGreaterThan(86_000_000)
    await ask('POST', 'clock/advance', {to: '2040-01-01T00:00:00Z'})
    const {answer} = await ask('GET', 'clock')
    expect((answer as {now: string}).now).toMatch(/^2040-01-01T00:00:0/)
  })

  it('set, show and clear faults', async () => {
    await ask('PUT', 'faults', {rules: [{kind: 'throttle', operation: 'ListSecrets'}]})
    await expect(list()).rejects.toMatchObject({name: 'ThrottlingException'})
    await ask('PUT', 'faults', {rules: [{kind: 'throttle'}], off: ['throttle']})
    await expect(list()).resolves.toBeDefined()
    await expect(ask('GET', 'faults')).resolves.toMatchObject({
      answer: {rules: [{kind: 'throttle'}], off: ['throttle']},
    })
    await expect(ask('DELETE', 'faults')).resolves.toMatchObject({answer: {rules: [], off: []}})
  })

  it('show what left through topics, and answer the mail that asks for a confirmation', async () => {
    const {TopicArn: topicArn} = (await sandbox.call('sns', 'CreateTopic', {Name: 'alerts'})) as {TopicArn: string}
    const endpoint = 'ana@example.com'
    await sandbox.call('sns', 'Subscribe', {TopicArn: topicArn, Protocol: 'email', Endpoint: endpoint})
    await sandbox.call('sns', 'Publish', {TopicArn: topicArn, Message: 'it failed'})
    const {answer} = await ask('GET', 'outbox')
    expect(answer).toMatchObject({
      published: [{topicArn, message: 'it failed'}],
      confirmations: [{topicArn, endpoint}],
    })
    const confirm = () => ask('POST', 'topics/confirm', {topicArn, endpoint})
    await expect(confirm()).resolves.toMatchObject({status: 200})
    await expect(confirm()).resolves.toMatchObject({status: 404})
  })

  it('verify addresses, leave sandbox mode and show what was sent', async () => {
    const send = () =>
      sandbox.call('ses', 'SendEmail', {
        Source: 'a@example.com',
        Destination: {ToAddresses: ['b@example.org']},
        Message: {Subject: {Data: 'Your key'}, Body: {Text: {Data: 'was rotated'}}},
      })
    await expect(send()).rejects.toMatchObject({code: 'MessageRejected'})
    await ask('POST', 'mail/verify', {identity: 'a@example.com'})
    await ask('POST', 'mail/production', {on: true})
    await send()
    await expect(ask('GET', 'outbox')).resolves.toMatchObject({
      answer: {sent: [{from: 'a@example.com', to: ['b@example.org'], subject: 'Your key', text: 'was rotated'}]},
    })
  })

  it('show and turn the switches', async () => {
    await expect(ask('PUT', 'switches', {pageSize: 2, keySpreadMs: 0})).resolves.toMatchObject({
      answer: {pageSize: 2, keySpreadMs: 0, rotationAttempts: 3},
    })
    await ask('PUT', 'switches', {pageSize: null})
    await expect(ask('GET', 'switches')).resolves.toMatchObject({answer: {pageSize: null, keySpreadMs: 0}})
    await ask('POST', 'reset')
    await expect(ask('GET', 'switches')).resolves.toMatchObject({answer: {keySpreadMs: 10_000}})
  })

  it('read the record, whole or from an entry on', async () => {
    await list()
    await list()
    await expect(ask('GET', 'record?after=1')).resolves.toMatchObject({
      answer: {entries: [{sequence: 2, kind: 'call', operation: 'ListSecrets'}]},
    })
    await ask('POST', 'reset')
    await expect(ask('GET', 'record')).resolves.toMatchObject({answer: {entries: []}})
  })

  it('open further accounts', async () => {
    const {answer} = await ask('POST', 'accounts', {accountId: '444455556666'})
    const credentials = answer as {accessKeyId: string; secretAccessKey: string}
    await new SecretsManagerClient({...sandbox.config, credentials}).send(new ListSecretsCommand())
    expect(sandbox.callRecord.entries().at(-1)).toMatchObject({principal: 'arn:aws:iam::444455556666:root'})
  })

  it.each([
    ['POST', 'clock/advance', {}, 400],
    ['POST', 'clock/advance', {ms: -1}, 400],
    ['POST', 'clock/advance', {to: 'tomorrow'}, 400],
    ['PUT', 'faults', {rules: [{kind: 'earthquake'}]}, 400],
    ['PUT', 'faults', {rules: [{kind: 'throttle', operatoin: 'x'}]}, 400],
    ['PUT', 'faults', {rules: [{kind: 'throttle', nth: 0}]}, 400],
    ['PUT', 'faults', {rules: [{kind: 'throttle', from: 0}]}, 400],
    ['PUT', 'faults', {rules: [{kind: 'hang', effect: 'sometimes'}]}, 400],
    ['PUT', 'switches', {rotationAttempts: 0}, 400],
    ['PUT', 'switches', {shuffleLists: 1}, 400],
    ['PUT', 'switches', {pagesize: 2}, 400],
    ['POST', 'accounts', {accountId: '1'}, 400],
    ['POST', 'load', {scenario: 'no-such'}, 404],
    ['POST', 'load', {scenario: 'constructor'}, 404],
    ['GET', 'constructor', undefined, 404],
    ['POST', 'clock', {}, 404],
  ])('refuse %s %s with %j', async (method, path, body, status) => {
    const refusal = await ask(method, path, body)
    expect(refusal).toMatchObject({status, answer: {message: expect.any(String)}})
    expect(sandbox.callRecord.entries()).toEqual([])
  })

  it('refuse a body that is not JSON', async () => {
    const response = await fetch(`${sandbox.url}/_secrot/faults`, {
      method: 'PUT',
      headers: {authorization: `Bearer ${sandbox.controlToken}`},
      body: '{',
    })
    expect(response.status).toBe(400)
  })
})
