import {createServer, type Server} from 'node:http'
import {once} from 'node:events'
import type {AddressInfo} from 'node:net'
import {inspect} from 'node:util'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {connect, type Connected} from '../../support/connect.ts'

const canary = 'hunter2-canary'
let server: Server
let aws: Connected
let answer: {readonly status: number; readonly body: string}

beforeEach(async () => {
  Object.assign(process.env, {AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'any'})
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(answer.status, {'content-type': 'application/x-amz-json-1.1'}).end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  aws = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

afterEach(() => server.close())

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    return error
  }
}

describe('an answer that cannot be read', () => {
  it.each([
    ['JSON that breaks off in a value', 200, `{"SecretString": "${canary}`],
    ['JSON with a value outside', 200, `{"SecretString": ${canary}}`],
    ['a page of a proxy', 404, `<!doctype html><p>${canary}</p>`],
  ])('is told without a character of it: %s', async (_what, status, body) => {
    answer = {status, body}
    const thrown = await thrownBy(() => aws.gateways.secrets.getValue('prod/api', {}))
    expect(thrown).toMatchObject({
      code: 'UNREADABLE_ANSWER',
      exit: 1,
      message: `secretsmanager:GetSecretValue failed: the answer (HTTP ${status}) is not one of AWS.`,
    })
    expect(inspect(thrown, {showHidden: true, depth: null})).not.toMatch(/hunter2|doctype/)
  })
})
