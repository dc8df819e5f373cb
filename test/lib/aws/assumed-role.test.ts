import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {assumedRole} from '../../../src/lib/aws/assumed-role.ts'
import {Clients} from '../../../src/lib/aws/clients.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const HOUR = 3_600_000
let sandbox: TestSandbox
let actions: string[]
let base: Clients

beforeEach(async () => {
  sandbox = await startTestSandbox()
  actions = []
  const {accountId, iam} = sandbox
  const statement = {Effect: 'Allow', Action: '*', Resource: '*'}
  const policies = {all: {Version: '2012-10-17', Statement: [statement]}}
  const user = iam.addUser({accountId, userName: 'oncall', policies})
  const trust = {Effect: 'Allow', Principal: {AWS: user.arn}, Action: 'sts:AssumeRole'}
  iam.addRole({accountId, roleName: 'operator', trustPolicy: {Version: '2012-10-17', Statement: [trust]}})
  base = new Clients({
    scope: {region: sandbox.region, endpointUrl: sandbox.url},
    credentials: () => Promise.resolve(user),
    noteAction: action => actions.push(action),
    env: {},
    userAgent: ['secrot', '0.0.0'],
  })
})
afterEach(() => sandbox[Symbol.asyncDispose]())

const roleArn = (name: string) => `arn:aws:iam::${sandbox.accountId}:role/${name}`

describe('the credentials of an assumed role', () => {
  it('are asked for once while they hold, and again in the last five minutes', async () => {
    let now = sandbox.clock.now()
    const credentials = assumedRole(base, roleArn('operator'), () => now)
    const first = await credentials()
    now += HOUR - 6 * 60_000
    expect(await credentials()).toBe(first)
    expect(actions).toEqual(['sts:AssumeRole'])
    now += 2 * 60_000
    expect((await credentials()).accessKeyId).not.toBe(first.accessKeyId)
    expect(actions).toEqual(['sts:AssumeRole', 'sts:AssumeRole'])
  })

  it('are refused with the action and the role, and asked for again the next time', async () => {
    const credentials = assumedRole(base, roleArn('nobody'), () => sandbox.clock.now())
    const refusal = {code: 'ACCESS_DENIED', exit: 5, action: 'sts:AssumeRole'}
    await expect(credentials()).rejects.toMatchObject(refusal)
    await expect(credentials()).rejects.toMatchObject(refusal)
    expect(actions).toHaveLength(2)
  })
})
