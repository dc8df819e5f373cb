import {
  CreateGraphqlApiCommand,
  DeleteGraphqlApiCommand,
  GetGraphqlApiCommand,
  ListApiKeysCommand,
  ListGraphqlApisCommand,
  AppSyncClient,
  type CreateGraphqlApiCommandInput,
} from '@aws-sdk/client-appsync'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startAppSync, type AppSyncBench} from './support.ts'

let bench: AppSyncBench

beforeEach(async () => {
  bench = await startAppSync()
})
afterEach(() => bench.sandbox.stop())

const create = (input: Partial<CreateGraphqlApiCommandInput>) =>
  bench.client.send(new CreateGraphqlApiCommand({name: 'other', authenticationType: 'API_KEY', ...input}))

describe('a GraphQL API', () => {
  it('has an ARN, and an address on the sandbox', async () => {
    const {client, apiId, sandbox} = bench
    const {graphqlApi} = await client.send(new GetGraphqlApiCommand({apiId}))
    expect(apiId).toMatch(/^[a-z2-7]{26}$/)
    expect(graphqlApi).toMatchObject({
      name: 'shop',
      authenticationType: 'API_KEY',
      arn: `arn:aws:appsync:${sandbox.region}:${sandbox.accountId}:apis/${apiId}`,
      uris: {GRAPHQL: `${sandbox.url}/_target/appsync/${apiId}/graphql`},
      visibility: 'GLOBAL',
      owner: sandbox.accountId,
    })
  })

  it('shows what it was given', async () => {
    const additionalAuthenticationProviders = [{authenticationType: 'AWS_IAM' as const}]
    const {graphqlApi} = await create({tags: {team: 'shop'}, additionalAuthenticationProviders, xrayEnabled: true})
    expect(graphqlApi).toMatchObject({tags: {team: 'shop'}, additionalAuthenticationProviders, xrayEnabled: true})
  })

  it('has tags only from who may give them', async () => {
    const {sandbox} = bench
    const policies = {
      own: {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: 'appsync:CreateGraphqlApi', Resource: '*'}},
    }
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
    const client = new AppSyncClient({...sandbox.config, credentials})
    const input = {name: 'own', authenticationType: 'API_KEY' as const}
    await expect(client.send(new CreateGraphqlApiCommand({...input, tags: {team: 'shop'}}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('appsync:TagResource'),
    })
    await expect(client.send(new CreateGraphqlApiCommand(input))).resolves.toHaveProperty('graphqlApi')
  })

  it('may be of another kind that says how it authenticates', async () => {
    const userPoolConfig = {userPoolId: 'eu-central-1_x', awsRegion: 'eu-central-1', defaultAction: 'ALLOW' as const}
    const authenticationType = 'AMAZON_COGNITO_USER_POOLS' as const
    await expect(create({authenticationType, userPoolConfig})).resolves.toMatchObject({graphqlApi: {userPoolConfig}})
    await expect(create({authenticationType})).rejects.toMatchObject({name: 'BadRequestException'})
    await expect(create({authenticationType: 'PASSWORD' as 'API_KEY'})).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining("'authenticationType' failed to satisfy constraint"),
    })
  })

  it('is listed page by page', async () => {
    for (let count = 0; count < 4; count += 1) await create({name: `api-${count}`})
    const first = await bench.client.send(new ListGraphqlApisCommand({maxResults: 3}))
    const second = await bench.client.send(new ListGraphqlApisCommand({maxResults: 3, nextToken: first.nextToken}))
    const names = [...(first.graphqlApis ?? []), ...(second.graphqlApis ?? [])].map(({name}) => name)
    expect(first.graphqlApis).toHaveLength(3)
    expect(new Set(names)).toEqual(new Set(['api-0', 'api-1', 'api-2', 'api-3', 'shop']))
    expect(names).toHaveLength(5)
    expect(second.nextToken).toBeUndefined()
    await expect(bench.client.send(new ListGraphqlApisCommand({apiType: 'MERGED'}))).resolves.toMatchObject({
      graphqlApis: [],
    })
  })

  it('takes its keys with it', async () => {
    const {client, apiId} = bench
    await bench.createKey()
    await client.send(new DeleteGraphqlApiCommand({apiId}))
    expect(bench.sandbox.appsync.keys(apiId)).toEqual([])
    const gone = {name: 'NotFoundException', $metadata: {httpStatusCode: 404}}
    await expect(client.send(new GetGraphqlApiCommand({apiId}))).rejects.toMatchObject(gone)
    await expect(client.send(new ListApiKeysCommand({apiId}))).rejects.toMatchObject(gone)
  })

  it('is not there for another region or account', async () => {
    const {sandbox, apiId} = bench
    const elsewhere = new AppSyncClient({...sandbox.config, region: 'us-east-1'})
    await expect(elsewhere.send(new GetGraphqlApiCommand({apiId}))).rejects.toMatchObject({name: 'NotFoundException'})
    const stranger = new AppSyncClient({...sandbox.config, credentials: sandbox.addAccount('444455556666')})
    await expect(stranger.send(new ListApiKeysCommand({apiId}))).rejects.toMatchObject({name: 'NotFoundException'})
  })
})
