import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  paginateListSecrets,
  SecretsManagerClient,
  UpdateSecretCommand,
  type BatchGetSecretValueCommandInput,
  type Filter,
  type ListSecretsCommandInput,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {SecretUnderTest} from './support/secrets.ts'

let sandbox: TestSandbox
let client: SecretsManagerClient

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual'}})
  client = new SecretsManagerClient({...sandbox.config, maxAttempts: 2})
})

afterEach(() => sandbox.stop())

async function create(Name: string, more: {Description?: string; Tags?: {Key: string; Value: string}[]} = {}) {
  await client.send(new CreateSecretCommand({Name, SecretString: `value of ${Name}`, ...more}))
}

async function names(input: ListSecretsCommandInput = {}): Promise<string[]> {
  const found: string[] = []
  for await (const page of paginateListSecrets({client}, input))
    found.push(...page.SecretList!.map(entry => entry.Name!))
  return found
}

const matching = (...filters: [Filter['Key'], ...string[]][]) =>
  names({Filters: filters.map(([Key, ...Values]) => ({Key, Values}))})

describe('filters of ListSecrets', () => {
  beforeEach(async () => {
    await create('testing1/one', {Description: 'a secret', Tags: [{Key: 'team', Value: 'blue team'}]})
    await create('testing1/two', {Description: 'an Secret of old'})
    await create('SecretThree', {Description: 'asecret', Tags: [{Key: 'Team', Value: 'green'}]})
    await create('testing4+x', {Tags: [{Key: 'env', Value: 'prod'}]})
  })

  it.each<[string, [Filter['Key'], ...string[]][], string[]]>([
    ['name: prefix of the whole text', [['name', 'testing1']], ['testing1/one', 'testing1/two']],
    ['name: no inner word', [['name', 'one']], []],
    ['name: with case', [['name', 'Testing1']], []],
    ['name: no words', [['name', 'testing1 one']], []],
    ['name: negated', [['name', '!testing1']], ['SecretThree', 'testing4+x']],
    ['several values are ORed', [['name', 'testing4', 'Secret']], ['SecretThree', 'testing4+x']],
    [
      'several filters are ANDed',
      [
        ['name', 'testing1'],
        ['description', 'old'],
      ],
      ['testing1/two'],
    ],
    [
      'a repeated key is ANDed',
      [
        ['name', 'testing1'],
        ['name', 'testing1/o'],
      ],
      ['testing1/one'],
    ],
    ['description: every word must match', [['description', 'a secret']], ['testing1/one', 'testing1/two']],
    ['description: without case', [['description', 'SEC']], ['testing1/one', 'testing1/two']],
    ['description: no inner text', [['description', 'cret']], []],
    ['tag-key: with case', [['tag-key', 'team']], ['testing1/one']],
    ['tag-value: prefix of the whole text', [['tag-value', 'blue']], ['testing1/one']],
    ['tag-value: no inner word', [['tag-value', 'team']], []],
    ['all: the beginning of a name', [['all', 'testing4']], ['testing4+x']],
    ['all: a capital begins a word', [['all', 'three']], ['SecretThree']],
    ['all: no inner text', [['all', 'ret']], []],
    ['all: over every attribute', [['all', 'secret']], ['testing1/one', 'testing1/two', 'SecretThree']],
    ['all: tags', [['all', 'prod']], ['testing4+x']],
    ['all: words between separators', [['all', 'two']], ['testing1/two']],
    ['all: a bare special character matches nothing', [['all', '+']], []],
    ['owning-service: nobody’s', [['owning-service', 'rds']], []],
  ])('%s', async (_rule, filters, expected) => {
    expect(await matching(...filters)).toEqual(expected)
  })

  it('finds the secrets of a service by their owner', async () => {
    const {accountId, region} = sandbox
    sandbox.seedServiceOwnedSecret({accountId, region, name: 'rds!a', owningService: 'rds', value: 'x'})
    expect(await matching(['owning-service', 'rds'])).toEqual(['rds!a'])
    expect(await matching(['name', 'rds!'])).toEqual(['rds!a'])
  })
})

describe('orders of ListSecrets', () => {
  beforeEach(async () => {
    for (const name of ['b', 'c', 'a']) {
      await create(name)
      await sandbox.clock.advance(24 * 3_600_000)
    }
    await client.send(new GetSecretValueCommand({SecretId: 'a'}))
    await sandbox.clock.advance(24 * 3_600_000)
    await client.send(new GetSecretValueCommand({SecretId: 'b'}))
    await client.send(new UpdateSecretCommand({SecretId: 'b', Description: 'changed'}))
  })

  it.each([
    [undefined, ['b', 'c', 'a']],
    ['created-date', ['b', 'c', 'a']],
    ['name', ['a', 'b', 'c']],
    ['last-changed-date', ['c', 'a', 'b']],
    ['last-accessed-date', ['c', 'a', 'b']],
  ] as const)('sorts by %s, in both directions and page by page', async (SortBy, expected) => {
    const by = SortBy === undefined ? {} : {SortBy}
    expect(await names(by)).toEqual(expected)
    expect(await names({...by, SortOrder: 'desc'})).toEqual(expected.toReversed())
    expect(await names({...by, MaxResults: 1})).toEqual(expected)
    expect(await names({...by, MaxResults: 2, SortOrder: 'desc'})).toEqual(expected.toReversed())
  })
})

describe('an order that changes', () => {
  it('is made anew after a change', async () => {
    await create('a')
    await sandbox.clock.advance(1000)
    await create('b')
    const byChange = () => names({SortBy: 'last-changed-date'})
    expect(await byChange()).toEqual(['a', 'b'])
    await sandbox.clock.advance(1000)
    await client.send(new UpdateSecretCommand({SecretId: 'a', Description: 'x'}))
    expect(await byChange()).toEqual(['b', 'a'])
  })

  it('has a secret of the same name, made again, at its end', async () => {
    for (const name of ['a', 'b']) await create(name)
    expect(await names()).toEqual(['a', 'b'])
    await client.send(new DeleteSecretCommand({SecretId: 'a', ForceDeleteWithoutRecovery: true}))
    await sandbox.clock.advance(5_000)
    await create('a')
    expect(await names()).toEqual(['b', 'a'])
  })
})

describe('pages of ListSecrets', () => {
  it('hold a hundred secrets at most, and the last one has no token', async () => {
    for (let index = 0; index < 101; index++) await create(`s${index}`)
    const first = await client.send(new ListSecretsCommand({}))
    const second = await client.send(new ListSecretsCommand({NextToken: first.NextToken}))
    expect([first.SecretList?.length, second.SecretList?.length]).toEqual([100, 1])
    expect(second).not.toHaveProperty('NextToken')
  })

  it('neither repeat nor skip when secrets come and go between them', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await create(name)
    const first = await client.send(new ListSecretsCommand({MaxResults: 2, SortBy: 'name'}))
    await client.send(new DeleteSecretCommand({SecretId: 'b', ForceDeleteWithoutRecovery: true}))
    await create('aa')
    await create('cc')
    await sandbox.clock.advance(5_000)
    const rest = await client.send(new ListSecretsCommand({SortBy: 'name', NextToken: first.NextToken}))
    expect(rest.SecretList?.map(entry => entry.Name)).toEqual(['c', 'cc', 'd'])
  })

  it('refuse the token of another request, and one that was never given', async () => {
    for (const name of ['a', 'b']) await create(name)
    const {NextToken} = await client.send(new ListSecretsCommand({MaxResults: 1}))
    const other = new ListSecretsCommand({MaxResults: 1, NextToken, SortBy: 'name'})
    await expect(client.send(other)).rejects.toMatchObject({name: 'InvalidNextTokenException'})
    const invented = new ListSecretsCommand({NextToken: 'invented'})
    await expect(client.send(invented)).rejects.toMatchObject({name: 'InvalidNextTokenException'})
  })

  it('can be made small everywhere', async () => {
    await using small = await startTestSandbox({switches: {pageSize: 1}})
    client = new SecretsManagerClient(small.config)
    await create('a')
    await create('b')
    await new SecretUnderTest(client, 'a').put('v2')
    expect((await client.send(new ListSecretsCommand({}))).SecretList).toHaveLength(1)
    const versions = await client.send(new ListSecretVersionIdsCommand({SecretId: 'a'}))
    expect(versions.Versions).toHaveLength(1)
    const rest = new ListSecretVersionIdsCommand({SecretId: 'a', NextToken: versions.NextToken})
    expect((await client.send(rest)).Versions?.[0]?.VersionStages).toEqual(['AWSCURRENT'])
    expect(await names()).toEqual(['a', 'b'])
  })

  it('carry labels under SecretVersionsToStages', async () => {
    await create('a')
    const {SecretList} = await client.send(new ListSecretsCommand({}))
    expect(Object.values(SecretList![0]!.SecretVersionsToStages!)).toEqual([['AWSCURRENT']])
    expect(SecretList![0]).not.toHaveProperty('VersionIdsToStages')
  })
})

describe('BatchGetSecretValue', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) await create(name)
  })

  it('answers values and, beside them, what went wrong with single secrets', async () => {
    await client.send(new DeleteSecretCommand({SecretId: 'c'}))
    const answer = await client.send(new BatchGetSecretValueCommand({SecretIdList: ['a', 'nobody', 'b', 'c']}))
    expect(answer.SecretValues?.map(value => value.SecretString)).toEqual(['value of a', 'value of b'])
    expect(answer.Errors).toEqual([
      {
        SecretId: 'nobody',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
      {SecretId: 'c', ErrorCode: 'InvalidRequestException', Message: expect.stringContaining('marked for deletion')},
    ])
  })

  it('takes filters, in pages', async () => {
    const Filters: Filter[] = [{Key: 'name', Values: ['!b']}]
    const first = await client.send(new BatchGetSecretValueCommand({Filters, MaxResults: 1}))
    const rest = await client.send(new BatchGetSecretValueCommand({Filters, MaxResults: 1, NextToken: first.NextToken}))
    expect([first, rest].flatMap(page => page.SecretValues!.map(value => value.Name))).toEqual(['a', 'c'])
  })

  it.each<BatchGetSecretValueCommandInput>([
    {},
    {SecretIdList: ['a'], Filters: [{Key: 'name', Values: ['a']}]},
    {SecretIdList: ['a'], MaxResults: 1},
  ])('refuses %j', async input => {
    await expect(client.send(new BatchGetSecretValueCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })
})
