import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, it} from 'vitest'
import {Budget} from '../../../../src/lib/rotators/budget.ts'
import {Clients, type OwnConfig} from '../../../../src/lib/rotators/clients.ts'
import {askHook} from '../../../../src/lib/rotators/random-password/test-hook.ts'
import {aContext, ARN} from '../support/a-context.ts'
import {stillClock} from '../support/still-clock.ts'

const question = {secretId: ARN, versionId: 'new', versionStage: 'AWSPENDING'}

/** Asks with settings; answers what was sent to a function. */
async function ask(env: Readonly<Record<string, string>>, answer: object = {}): Promise<object[]> {
  const sent: object[] = []
  const send = ({input}: {readonly input: object}) => (sent.push(input), answer)
  await askHook(aContext({env, send, values: {AWSPENDING: 'the-new-one'}}))
  return sent
}

/** An endpoint that answers with a status; `bodies` are what it was sent. */
async function anEndpoint(status: number) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text))
    request.on('end', () => response.writeHead(status, {location: '/elsewhere'}).end())
  })
  await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`
  return {url, bodies, [Symbol.asyncDispose]: async () => void server.close()}
}

describe('a test hook', () => {
  it('is not asked where there is none', async () => {
    expect(await ask({})).toEqual([])
  })

  it('that is a function is told which version, and not the value', async () => {
    const [{FunctionName, Payload}] = (await ask({TEST_FUNCTION: 'check'})) as [{FunctionName: string; Payload: Buffer}]
    expect([FunctionName, JSON.parse(Payload.toString())]).toEqual(['check', question])
  })

  it('that is a function and fails keeps the value from being promoted', async () => {
    await expect(ask({TEST_FUNCTION: 'check'}, {FunctionError: 'Unhandled'})).rejects.toThrow(
      'the function of TEST_FUNCTION failed, so the value is not promoted',
    )
  })

  it('that is a function is invoked once, and may take what is left of the time limit', async () => {
    const budget = new Budget(stillClock(), {getRemainingTimeInMillis: () => 30_000})
    const configs: OwnConfig[] = []
    class NotedClients extends Clients {
      override make(_: unknown, config: OwnConfig = {}): never {
        configs.push(config)
        return {send: async () => ({})} as never
      }
    }
    const clients = new NotedClients(budget, {})
    await askHook({...aContext({env: {TEST_FUNCTION: 'check'}}), clock: budget, clients})
    expect(configs).toEqual([{maxAttempts: 1, answerMs: 28_500}])
  })

  it('that is an endpoint is told which version, and not the value', async () => {
    await using endpoint = await anEndpoint(204)
    await ask({TEST_URL: endpoint.url})
    expect(endpoint.bodies.map(body => JSON.parse(body) as unknown)).toEqual([question])
  })

  it.each([401, 500])('that is an endpoint and answers %i keeps the value from being promoted', async status => {
    await using endpoint = await anEndpoint(status)
    await expect(ask({TEST_URL: endpoint.url})).rejects.toThrow(
      `${new URL(endpoint.url).host} of TEST_URL answered ${status}, so the value is not promoted`,
    )
  })

  it('that leads elsewhere, or does not answer, keeps the value from being promoted', async () => {
    await using endpoint = await anEndpoint(302)
    await expect(ask({TEST_URL: endpoint.url})).rejects.toThrow('of TEST_URL answered 302')
    await expect(ask({TEST_URL: 'http://127.0.0.1:1/'})).rejects.toThrow('127.0.0.1:1 of TEST_URL did not answer')
  })

  it.each(['http://check.example.com/', 'ftp://127.0.0.1/', 'check'])(
    'is refused where others may answer: %s',
    async url => {
      await expect(ask({TEST_URL: url})).rejects.toThrow('TEST_URL is no https:// address')
    },
  )
})
