import {CreateGraphqlApiCommand, DeleteApiKeyCommand, UpdateApiKeyCommand} from '@aws-sdk/client-appsync'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, seconds, startAppSync, START, type AppSyncBench} from './support.ts'

let bench: AppSyncBench
let key: string

beforeEach(async () => {
  bench = await startAppSync()
  key = bench.sandbox.appsync.createKey(bench.apiId, {expiresInDays: 30})
})
afterEach(() => bench.sandbox.stop())

interface Sent {
  readonly key?: string | undefined
  readonly body?: string
  readonly method?: string
  readonly apiId?: string
  readonly headers?: Record<string, string>
}

const urlOf = (apiId: string) => `${bench.sandbox.url}/_target/appsync/${apiId}/graphql`
const TYPENAME = JSON.stringify({query: '{ __typename }'})

function send({key: sent = key, body = TYPENAME, method = 'POST', apiId = bench.apiId, headers = {}}: Sent = {}) {
  const all = {'content-type': 'application/json', ...(sent === '' ? {} : {'x-api-key': sent}), ...headers}
  return fetch(urlOf(apiId), {method, headers: all, ...(method === 'POST' ? {body} : {})})
}
const statusOf = async (sent?: Sent) => (await send(sent)).status

describe('the endpoint of an API', () => {
  it.each(['{ __typename }', 'query { __typename }', 'query Probe {__typename}', '{\n  __typename\n}'])(
    'answers who has a key: %j',
    async query => {
      const answer = await send({body: JSON.stringify({query})})
      expect([answer.status, await answer.json()]).toEqual([200, {data: {__typename: 'Query'}}])
    },
  )

  it('has no schema to answer anything else from', async () => {
    const answer = await send({body: JSON.stringify({query: '{ __schema { types { name } } }'})})
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {data: null, errors: [{path: null, locations: null, message: expect.stringContaining('no schema')}]},
    ])
  })

  it('refuses a missing, an unknown and an expired key in the same words', async () => {
    const refused = {
      errors: [{errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.'}],
    }
    const answers = [await send({key: ''}), await send({key: `da2-${'a'.repeat(26)}`})]
    await bench.advance(30 * DAY)
    answers.push(await send())
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([401, refused])
  })

  it('refuses the key of another API, and every key where keys are no way in', async () => {
    const {sandbox, client, apiId} = bench
    const place = {accountId: sandbox.accountId, region: sandbox.region}
    const foreign = sandbox.appsync.createKey(sandbox.appsync.createApi(place).apiId)
    expect(await statusOf({key: foreign})).toBe(401)
    const create = async (further: object) => {
      const input = {name: 'own', authenticationType: 'AWS_IAM' as const, ...further}
      const {graphqlApi} = await client.send(new CreateGraphqlApiCommand(input))
      const id = graphqlApi?.apiId ?? ''
      return {apiId: id, key: sandbox.appsync.createKey(id)}
    }
    expect(await statusOf(await create({}))).toBe(401)
    const additionalAuthenticationProviders = [{authenticationType: 'API_KEY' as const}]
    expect(await statusOf(await create({additionalAuthenticationProviders}))).toBe(200)
    expect(apiId).not.toBe('')
  })

  it('is there for its API alone', async () => {
    expect(await statusOf({apiId: 'another'})).toBe(404)
    expect((await fetch(urlOf(bench.apiId).replace(/graphql$/, 'realtime'), {method: 'POST'})).status).toBe(404)
  })

  it.each(['not JSON', '"text"', '{}', '{"query":1}', 'null'])('cannot read %s', async body => {
    expect(await statusOf({body})).toBe(400)
  })

  it.each(['GET', 'OPTIONS', 'PUT', 'DELETE'])('refuses %s, and says nothing to other origins', async method => {
    const answer = await send({method})
    expect(answer.status).toBe(405)
    const cors = [...answer.headers.keys()].filter(name => name.startsWith('access-control-'))
    expect(cors).toEqual([])
  })

  it('is refused to browsers like every path of the listener', async () => {
    expect(await statusOf({headers: {origin: 'https://example.com'}})).toBe(403)
    expect(await statusOf({headers: {'sec-fetch-site': 'same-origin'}})).toBe(403)
  })

  it('leaves every request in the call record, without its key', async () => {
    await send()
    await send({key: ''})
    await send({method: 'OPTIONS'})
    const entries = bench.sandbox.callRecord.entries().filter(({kind}) => kind === 'target')
    const service = `appsync/${bench.apiId}`
    expect(entries).toMatchObject([
      {service, operation: 'graphql', status: 200, tookEffect: true},
      {service, operation: 'graphql', status: 401, tookEffect: false},
      {service, operation: 'graphql', status: 405, tookEffect: false},
    ])
    expect(JSON.stringify(entries)).not.toContain(key)
  })
})

describe('a key that spreads', () => {
  const SPREAD = 20_000
  beforeEach(() => bench.sandbox.switches.turn({apiKeySpreadMs: SPREAD}))

  it('is taken some time after it was made', async () => {
    const {id = ''} = await bench.createKey()
    await bench.advance(SPREAD - 1)
    expect(await statusOf({key: id})).toBe(401)
    expect(bench.sandbox.appsync.keys(bench.apiId).find(one => one.id === id)?.usableAt).toBe(START + SPREAD)
    await bench.advance(1)
    expect(await statusOf({key: id})).toBe(200)
  })

  it('is taken for some time after it was deleted', async () => {
    const {id = ''} = await bench.createKey()
    await bench.advance(SPREAD)
    await bench.client.send(new DeleteApiKeyCommand({apiId: bench.apiId, id}))
    await bench.createKey()
    await bench.advance(SPREAD - 1)
    expect(await statusOf({key: id})).toBe(200)
    await bench.advance(1)
    expect(await statusOf({key: id})).toBe(401)
  })

  it('goes by its old end for some time after that was changed', async () => {
    await bench.advance(31 * DAY)
    const expires = seconds(START + 60 * DAY)
    await bench.client.send(new UpdateApiKeyCommand({apiId: bench.apiId, id: key, expires}))
    expect(await statusOf()).toBe(401)
    await bench.advance(SPREAD)
    expect(await statusOf()).toBe(200)
  })
})

describe('keys without requests', () => {
  it('are listed with their times, and work at once', async () => {
    const {sandbox, apiId} = bench
    sandbox.switches.turn({apiKeySpreadMs: 20_000})
    const made = sandbox.appsync.createKey(apiId, {description: 'orders'})
    expect(sandbox.appsync.keys(apiId).find(({id}) => id === made)).toEqual({
      id: made,
      description: 'orders',
      expires: START + 7 * DAY - 1_800_000,
      deletes: START + 67 * DAY - 1_800_000,
      usableAt: START,
    })
    expect([await statusOf({key: made}), sandbox.appsync.accepts(apiId, made)]).toEqual([200, true])
  })

  it('hold to the bounds of their life, and to an API that is there', () => {
    const {sandbox, apiId} = bench
    expect(() => sandbox.appsync.createKey(apiId, {expiresInDays: 366})).toThrow('maximum of 365 days')
    expect(() => sandbox.appsync.createKey('none')).toThrow('GraphQL API none not found.')
  })

  it('can be deleted at once', async () => {
    const {sandbox, apiId} = bench
    sandbox.switches.turn({apiKeySpreadMs: 20_000})
    sandbox.appsync.deleteKey(apiId, key)
    expect([await statusOf(), sandbox.appsync.accepts(apiId, key), sandbox.appsync.keys(apiId)]).toEqual([
      401,
      false,
      [],
    ])
  })

  it('can be refused although they are listed, and taken again', async () => {
    const {sandbox, apiId} = bench
    sandbox.appsync.blockKey(apiId, key, true)
    expect([await statusOf(), sandbox.appsync.accepts(apiId, key)]).toEqual([401, false])
    expect(await bench.keys()).toMatchObject([{id: key}])
    const saved = sandbox.snapshot()
    sandbox.appsync.blockKey(apiId, key, false)
    expect(await statusOf()).toBe(200)
    sandbox.restore(saved)
    expect(await statusOf()).toBe(401)
  })
})
