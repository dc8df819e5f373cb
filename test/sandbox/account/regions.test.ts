import {AccountClient, ListRegionsCommand, type ListRegionsCommandInput} from '@aws-sdk/client-account'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox

beforeEach(async () => {
  sandbox = await startTestSandbox()
})

afterEach(() => sandbox.stop())

const list = (
  input: ListRegionsCommandInput = {},
  credentials: TestSandbox['config']['credentials'] = sandbox.credentials,
) => new AccountClient({...sandbox.config, credentials}).send(new ListRegionsCommand(input))

function userWith(Statement: object): TestSandbox['config']['credentials'] {
  const policies = {own: {Version: '2012-10-17', Statement}}
  return sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
}

describe('the regions of an account', () => {
  it('are those that are on by default, and those that nobody opted into', async () => {
    const {Regions = []} = await list()
    expect(Regions).toContainEqual({RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED_BY_DEFAULT'})
    expect(Regions).toContainEqual({RegionName: 'af-south-1', RegionOptStatus: 'DISABLED'})
  })

  it('can be asked for by status', async () => {
    const {Regions = []} = await list({RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT']})
    expect(Regions).toHaveLength(17)
    expect(new Set(Regions.map(region => region.RegionOptStatus))).toEqual(new Set(['ENABLED_BY_DEFAULT']))
  })

  it('come page by page', async () => {
    const names: (string | undefined)[] = []
    let NextToken: string | undefined
    do {
      const page = await list({MaxResults: 10, ...(NextToken === undefined ? {} : {NextToken})})
      names.push(...(page.Regions ?? []).map(region => region.RegionName))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(names).toEqual((await list()).Regions?.map(region => region.RegionName))
  })

  it('are told to who may list them', async () => {
    const Resource = `arn:aws:account::${sandbox.accountId}:account`
    const allowed = userWith({Effect: 'Allow', Action: 'account:ListRegions', Resource})
    await expect(list({}, allowed)).resolves.toHaveProperty('Regions')
    const denied = userWith({Effect: 'Allow', Action: 'account:GetRegionOptStatus', Resource})
    await expect(list({}, denied)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('account:ListRegions'),
    })
  })

  it('of another account are told to nobody', async () => {
    await expect(list({AccountId: '444455556666'})).rejects.toMatchObject({name: 'AccessDeniedException'})
  })
})
