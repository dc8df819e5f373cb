import {createServer, type Server} from 'node:http'
import {once} from 'node:events'
import type {AddressInfo} from 'node:net'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {connect, type Connected} from '../../support/connect.ts'

let server: Server
let aws: Connected
/** What the endpoint answers to the first request, the second and so on; the last one for ever. */
let answers: object[]

beforeEach(async () => {
  Object.assign(process.env, {AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'any'})
  server = createServer((request, response) => {
    request.resume()
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  aws = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

afterEach(() => server.close())

const version = (VersionId: string) => ({Versions: [{VersionId}]})
const idsOf = async () => (await aws.gateways.secrets.listVersions('prod/api')).map(({versionId}) => versionId)

describe('a list from a server that is not AWS', () => {
  it('ends at an empty token', async () => {
    answers = [{...version('a'), NextToken: 'x'}, {...version('b'), NextToken: ''}, {...version('c')}]
    expect(await idsOf()).toEqual(['a', 'b'])
  })

  it('is refused when its pages repeat, neither read for ever nor taken for whole', async () => {
    answers = [{...version('a'), NextToken: 'x'}]
    await expect(idsOf()).rejects.toMatchObject({code: 'PAGES_REPEAT', exit: 1})
  })

  it('is refused in the middle of secrets as well', async () => {
    answers = [{SecretList: [], NextToken: 'x'}]
    const read = async () => {
      for await (const page of aws.gateways.secrets.list()) expect(page).toEqual([])
    }
    await expect(read()).rejects.toMatchObject({code: 'PAGES_REPEAT'})
  })
})
