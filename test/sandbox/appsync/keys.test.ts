import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'
import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  ListApiKeysCommand,
  UpdateApiKeyCommand,
} from '@aws-sdk/client-appsync'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, HOUR, seconds, startAppSync, START, type AppSyncBench} from './support.ts'

let bench: AppSyncBench

beforeEach(async () => {
  bench = await startAppSync()
})
afterEach(() => bench.sandbox.stop())

const TOO_SHORT = {
  name: 'ApiKeyValidityOutOfBoundsException',
  message: 'API key must be valid for a minimum of 1 days.',
  $metadata: {httpStatusCode: 400},
}
const TOO_LONG = {
  name: 'ApiKeyValidityOutOfBoundsException',
  message: 'API key can be valid for a maximum of 365 days.',
}

const update = (id: string | undefined, change: {expires?: number; description?: string}) =>
  bench.client.send(new UpdateApiKeyCommand({apiId: bench.apiId, id, ...change}))
const remove = (id: string | undefined) => bench.client.send(new DeleteApiKeyCommand({apiId: bench.apiId, id}))

describe('an API key', () => {
  it('lives for seven days, rounded down to the hour, and is kept for sixty more', async () => {
    const key = await bench.createKey({description: 'orders'})
    const expires = seconds(START + 7 * DAY - HOUR / 2)
    expect(key).toEqual({
      id: expect.stringMatching(/^da2-[a-z0-9]{26}$/),
      description: 'orders',
      expires,
      deletes: expires + seconds(60 * DAY),
    })
    expect(await bench.keys()).toEqual([key])
  })

  it('lives a day at least, after rounding', async () => {
    await expect(bench.createKey({expires: seconds(START + DAY)})).rejects.toMatchObject(TOO_SHORT)
    await expect(bench.createKey({expires: seconds(START - DAY)})).rejects.toMatchObject(TOO_SHORT)
    const key = await bench.createKey({expires: seconds(START + DAY + HOUR / 2)})
    expect(key.expires).toBe(seconds(START + DAY + HOUR / 2))
  })

  it('lives 365 days at most, which a clock ahead misses', async () => {
    await expect(bench.createKey({expires: seconds(START + 365 * DAY + 60_000)})).rejects.toMatchObject(TOO_LONG)
    await expect(bench.createKey({expires: seconds(START + 365 * DAY)})).resolves.toMatchObject({
      expires: seconds(START + 365 * DAY - HOUR / 2),
    })
  })

  it('lives a little less than 365 days when its caller goes by a clock that is ahead', async () => {
    bench.sandbox.switches.turn({appSyncClockBehindMs: 60_000})
    const longest = {expires: seconds(START + 365 * DAY)}
    await expect(bench.createKey(longest)).rejects.toMatchObject(TOO_LONG)
    const {id} = await bench.createKey({expires: seconds(START + 365 * DAY - 60_000)})
    await expect(update(id, longest)).rejects.toMatchObject(TOO_LONG)
  })

  it('gets another end within the same bounds, and keeps what is not named', async () => {
    const {id} = await bench.createKey({description: 'orders'})
    const {apiKey} = await update(id, {expires: seconds(START + 30 * DAY)})
    expect(apiKey).toMatchObject({id, description: 'orders', expires: seconds(START + 30 * DAY - HOUR / 2)})
    await update(id, {description: 'carts'})
    expect(await bench.keys()).toEqual([{...apiKey, description: 'carts'}])
    await expect(update(id, {expires: seconds(START)})).rejects.toMatchObject(TOO_SHORT)
    await expect(update(id, {expires: seconds(START + 366 * DAY)})).rejects.toMatchObject(TOO_LONG)
  })

  it('is listed after its end and can be revived, until it is deleted', async () => {
    const {id} = await bench.createKey()
    await bench.advance(66 * DAY)
    expect(await bench.keys()).toMatchObject([{id}])
    const expires = seconds(START + 70 * DAY - HOUR / 2)
    await expect(update(id, {expires})).resolves.toMatchObject({apiKey: {id, expires}})
    await bench.advance(64 * DAY)
    expect(await bench.keys()).toEqual([])
    await expect(update(id, {expires: seconds(START + 140 * DAY)})).rejects.toMatchObject({
      name: 'NotFoundException',
      message: `API key not found: ${id}`,
    })
  })

  it('is gone when it was deleted', async () => {
    const {id} = await bench.createKey()
    await remove(id)
    expect(await bench.keys()).toEqual([])
    await expect(remove(id)).rejects.toMatchObject({name: 'NotFoundException', $metadata: {httpStatusCode: 404}})
  })

  it('is one of fifty at most, expired ones included', async () => {
    for (let count = 0; count < 50; count += 1) bench.sandbox.appsync.createKey(bench.apiId)
    await bench.advance(8 * DAY)
    await expect(bench.createKey()).rejects.toMatchObject({
      name: 'ApiKeyLimitExceededException',
      $metadata: {httpStatusCode: 400},
    })
    await bench.advance(60 * DAY)
    await expect(bench.createKey()).resolves.toHaveProperty('id')
  })

  it('comes twenty-five to a page', async () => {
    const made = Array.from({length: 30}, () => bench.sandbox.appsync.createKey(bench.apiId)).sort()
    const {apiKeys = [], nextToken} = await bench.client.send(new ListApiKeysCommand({apiId: bench.apiId}))
    expect([apiKeys.length, nextToken]).toEqual([25, expect.any(String)])
    await remove(apiKeys.at(-1)?.id)
    const rest = await bench.client.send(new ListApiKeysCommand({apiId: bench.apiId, nextToken}))
    expect([...apiKeys, ...(rest.apiKeys ?? [])].map(({id}) => id)).toEqual(made)
    expect(rest.nextToken).toBeUndefined()
  })

  it('is not listed by a page of more or by a token of something else', async () => {
    const {client, apiId} = bench
    await expect(client.send(new ListApiKeysCommand({apiId, maxResults: 26}))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('less than or equal to 25'),
    })
    await expect(client.send(new ListApiKeysCommand({apiId, nextToken: 'abc'}))).rejects.toMatchObject({
      name: 'BadRequestException',
    })
  })

  it('goes back with a snapshot', async () => {
    const {id} = await bench.createKey()
    const saved = bench.sandbox.snapshot()
    await remove(id)
    await bench.createKey()
    bench.sandbox.restore(saved)
    expect(await bench.keys()).toMatchObject([{id}])
  })
})

describe('permission for API keys', () => {
  const clientWith = (Statement: object) => {
    const {sandbox} = bench
    const policies = {own: {Version: '2012-10-17', Statement}}
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
    return new AppSyncClient({...sandbox.config, credentials})
  }

  it('is asked on the path of the keys, and of the one key', async () => {
    const {sandbox, apiId} = bench
    const Resource = `arn:aws:appsync:${sandbox.region}:${sandbox.accountId}:/v1/apis/${apiId}/apikeys`
    const client = clientWith({Effect: 'Allow', Action: ['appsync:CreateApiKey', 'appsync:DeleteApiKey'], Resource})
    const {apiKey} = await client.send(new CreateApiKeyCommand({apiId}))
    const refused = {name: 'AccessDeniedException', $metadata: {httpStatusCode: 403}}
    await expect(client.send(new ListApiKeysCommand({apiId}))).rejects.toMatchObject(refused)
    await expect(client.send(new DeleteApiKeyCommand({apiId, id: apiKey?.id}))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining(`appsync:DeleteApiKey on resource: ${Resource}/${apiKey?.id}`),
    })
  })

  it('is not widened by a key in the body of a creation', async () => {
    const {sandbox, apiId} = bench
    const Resource = `arn:aws:appsync:${sandbox.region}:${sandbox.accountId}:/v1/apis/${apiId}/apikeys/mine`
    sandbox.iam.addUser({
      accountId: sandbox.accountId,
      userName: 'eve',
      policies: {
        own: {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: 'appsync:CreateApiKey', Resource}},
      },
      key: {accessKeyId: 'AKIAEVEEVEEVEEVEEVE1', secretAccessKey: 'x'.repeat(40)},
    })
    const asEve = {accessKeyId: 'AKIAEVEEVEEVEEVEEVE1'}
    await expect(sandbox.call('appsync', 'CreateApiKey', {apiId, id: 'mine'}, asEve)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
  })
})

describe('a fault at AppSync', () => {
  it.each([
    ['throttle', 'LimitExceededException', 429],
    ['server-error', 'InternalFailureException', 500],
    ['access-denied', 'AccessDeniedException', 403],
  ] as const)('is in its own words: %s', async (kind, name, httpStatusCode) => {
    bench.sandbox.faults.set([{kind, service: 'appsync'}])
    await expect(bench.createKey()).rejects.toMatchObject({name, $metadata: {httpStatusCode}})
    bench.sandbox.faults.clear()
    expect(await bench.keys()).toEqual([])
  })
})

describe('a key in what the sandbox writes down', () => {
  it('has three stars in the trail, in errors too, and no place in the call record', async () => {
    const {sandbox, apiId} = bench
    const {id = ''} = await bench.createKey()
    await bench.keys()
    await remove(id)
    await expect(remove(id)).rejects.toThrow(id)
    const {Events = []} = await new CloudTrailClient(sandbox.config).send(new LookupEventsCommand({}))
    const events = Events.map(({CloudTrailEvent = '{}'}) => JSON.parse(CloudTrailEvent) as Record<string, unknown>)
    const of = (name: string) => events.filter(({eventName}) => eventName === name)
    expect(JSON.stringify(events)).not.toContain(id)
    expect(of('CreateApiKey')).toMatchObject([{requestParameters: {apiId}, responseElements: {apiKey: {id: '***'}}}])
    expect(of('ListApiKeys')).toMatchObject([{responseElements: {apiKeys: [{id: '***'}]}}])
    expect(of('DeleteApiKey')).toMatchObject([
      {errorCode: 'NotFoundException', errorMessage: 'API key not found: ***'},
      {requestParameters: {id: '***', apiId}, responseElements: null},
    ])
    expect(JSON.stringify(sandbox.callRecord.entries())).not.toContain(id)
  })
})
