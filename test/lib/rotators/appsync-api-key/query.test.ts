import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, it} from 'vitest'
import {untilTaken} from '../../../../src/lib/rotators/appsync-api-key/query.ts'
import {appSyncApiKey} from '../../../../src/lib/rotators/appsync-api-key/rotator.ts'
import {Budget} from '../../../../src/lib/rotators/budget.ts'
import {stillClock} from '../support/still-clock.ts'
import {anApi, atApi, holding, KEYS, of} from './support/an-api.ts'

/** A GraphQL endpoint that answers these in turn, the last one for ever; 0 cuts the connection. */
async function anEndpoint(...answers: readonly number[]) {
  const asked: {readonly key: unknown; readonly body: string}[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      asked.push({key: request.headers['x-api-key'], body})
      const status = answers[asked.length - 1] ?? answers.at(-1)!
      if (status === 0) request.socket.destroy()
      else response.writeHead(status, {location: '/elsewhere'}).end('{"data":{}}')
    })
  })
  await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  return {url, asked, [Symbol.asyncDispose]: async () => void server.close()}
}

async function asked(...answers: readonly number[]) {
  await using endpoint = await anEndpoint(...answers)
  const clock = stillClock()
  const outcome = await untilTaken(endpoint.url, KEYS.new, {clock: new Budget(clock, undefined)}).then(
    () => 'taken',
    (error: unknown) => (error as Error).message,
  )
  return {outcome, requests: endpoint.asked, waitedMs: clock.now()}
}

const notTaken = (why: number | string) => `the GraphQL endpoint does not take the key of AWSPENDING: ${why}`

describe('a GraphQL endpoint', () => {
  it('is asked with the key what every schema answers', async () => {
    const {outcome, requests} = await asked(200)
    expect([outcome, requests]).toEqual(['taken', [{key: KEYS.new, body: '{"query":"{__typename}"}'}]])
  })

  it('is asked again while a new key is on its way, or nobody answers', async () => {
    const {outcome, waitedMs} = await asked(401, 401, 429, 503, 0, 0, 200)
    expect([outcome, waitedMs]).toEqual(['taken', 250 + 500 + 1000 + 3 * 2000])
  })

  it('is given up after half a minute', async () => {
    const {outcome, waitedMs} = await asked(401)
    expect([outcome, waitedMs]).toEqual([notTaken(401), 29_750])
  })

  it('is given up earlier where nobody answers', async () => {
    const {outcome, requests} = await asked(0)
    expect(outcome).toMatch(/does not take the key of AWSPENDING: [A-Z_]+$/)
    expect(requests.length).toBe(3)
  })

  it.each([302, 400, 403])('is given up at once where it answers %i', async status => {
    const {outcome, requests} = await asked(status)
    expect([outcome, requests.length]).toEqual([notTaken(status), 1])
  })
})

describe('the test of an API key', () => {
  const values = {AWSCURRENT: holding(KEYS.old), AWSPENDING: holding(KEYS.new)}
  const old = {id: KEYS.old, description: of('old')}

  async function tested(endsAt: number, api: object) {
    const {send, changes} = anApi([old, {id: KEYS.new, endsAt}])
    const answer = (command: {readonly input: object}) =>
      command.constructor.name === 'GetGraphqlApiCommand' ? {graphqlApi: api} : send(command)
    await appSyncApiKey.test!(atApi({send: answer}, {values}))
    return changes
  }

  it("asks at the API's own endpoint, and changes nothing", async () => {
    await using endpoint = await anEndpoint(200)
    const api = {authenticationType: 'API_KEY', uris: {GRAPHQL: endpoint.url}}
    expect(await tested(1000, api)).toEqual([])
    expect(endpoint.asked.map(({key}) => key)).toEqual([KEYS.new])
  })

  it.each([
    ['the key has expired', 0, {}, 'the key of AWSPENDING has expired'],
    ['the API takes no keys', 1000, {authenticationType: 'AWS_IAM'}, 'API one takes no API keys'],
    ['AppSync tells no endpoint', 1000, {authenticationType: 'API_KEY'}, 'AppSync names no endpoint of API one'],
  ])('fails where %s', async (_, endsAt, api, reason) => {
    await expect(tested(endsAt, api)).rejects.toThrow(reason)
  })
})
