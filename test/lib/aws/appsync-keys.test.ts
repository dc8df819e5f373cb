import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Sensitive} from '../../../src/lib/sensitive.ts'
import {connect, type Connected, keysOf} from '../../support/connect.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const DAY = 86_400_000

let sandbox: TestSandbox
let aws: Connected
let apiId: string

beforeAll(async () => {
  sandbox = await startTestSandbox()
  Object.assign(process.env, keysOf(sandbox.credentials))
  aws = connect(sandbox.url)
  apiId = sandbox.appsync.createApi({accountId: sandbox.accountId, region: 'eu-central-1'}).apiId
}, 60_000)

afterAll(() => sandbox.stop())

describe('API keys of AppSync', () => {
  it('are listed over several pages, without the key in what is printed', async () => {
    const made = Array.from({length: 30}, () => sandbox.appsync.createKey(apiId, {expiresInDays: 30}))
    const listed = (await aws.gateways.appsync.apiKeys(apiId)) ?? []
    expect(new Set(listed.map(({key}) => key.reveal()))).toEqual(new Set(made))
    expect(JSON.stringify(listed)).not.toContain('da2-')
    expect(await aws.gateways.appsync.apiKeys('nowhere')).toBeUndefined()
  })

  it('are not repeated by a refusal, although AppSync repeats them', async () => {
    const key = 'da2-abcdefghijklmnopqrstuvwxyz'
    const gone = {apiId, key: new Sensitive(key)}
    const {appsync} = aws.mutations
    for (const change of [
      () => appsync.setApiKeyExpiry({...gone, expiresAt: Date.now() + 30 * DAY}),
      () => appsync.deleteApiKey(gone),
    ]) {
      const error: unknown = await change().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({code: 'NOT_FOUND', message: expect.stringContaining('…wxyz') as string})
      expect([String(error), String((error as Error).cause)].join()).not.toContain(key)
    }
  })

  it('are taken by a GraphQL request, or refused', async () => {
    const key = sandbox.appsync.createKey(apiId)
    const api = await aws.gateways.appsync.api(apiId)
    expect(api?.takesKeys).toBe(true)
    const status = (text: string) => aws.gateways.appsync.query({url: api?.url ?? '', key: new Sensitive(text)})
    expect(await status(key)).toBe(200)
    expect(await status('da2-abcdefghijklmnopqrstuvwxyz')).toBe(401)
  })
})
