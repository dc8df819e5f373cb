import {randomUUID} from 'node:crypto'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

interface Answer {
  readonly secrets: readonly {readonly name: string; readonly region: string}[]
  readonly failures: readonly {readonly subject: string; readonly code: string}[]
}

let sandbox: TestSandbox

beforeEach(async () => {
  sandbox = await startTestSandbox()
  for (const region of ['eu-central-1', 'us-west-2', 'sa-east-1'])
    await sandbox.call(
      'secretsmanager',
      'CreateSecret',
      {Name: `prod/${region}`, SecretString: 'x', ClientRequestToken: randomUUID()},
      {region},
    )
})
afterEach(() => sandbox[Symbol.asyncDispose]())

const status = (...more: readonly string[]) => runSecrot(['status', ...more], {sandbox})
const count = ({calledActions}: SecrotRun, action: string) => calledActions.filter(called => called === action).length
const restricted = (statements: readonly object[]) => {
  const credentials = sandbox.iam.addUser({
    accountId: sandbox.accountId,
    userName: 'oncall',
    policies: {all: {Version: '2012-10-17', Statement: statements}},
  })
  return {url: sandbox.url, credentials}
}

describe('status --region all', () => {
  it('lists every region that is switched on in the account', async () => {
    const run = await status('--region', 'all', '--json')
    const {secrets} = run.json as Answer
    expect(secrets.map(({name, region}) => `${name} ${region}`).sort()).toEqual([
      'prod/eu-central-1 eu-central-1',
      'prod/sa-east-1 sa-east-1',
      'prod/us-west-2 us-west-2',
    ])
    expect(breachesOf('status', run.json)).toEqual([])
    expect(count(run, 'account:ListRegions')).toBe(1)
    expect(count(run, 'secretsmanager:ListSecrets')).toBe(17)
    expect(run.exitCode).toBe(0)
  })

  it('is one line above the answer and not one for each region', async () => {
    const {stderr} = await status('--region', 'all')
    expect(stderr.match(/111122223333|\d{12} · /g)).toHaveLength(1)
    expect(stderr).toContain(' · 17 regions · ')
  })

  it('needs no region of its own', async () => {
    const run = await runSecrot(['status', '--region', 'all', '--json'], {sandbox, env: {AWS_REGION: ''}})
    expect(run.exitCode).toBe(0)
  })

  it('does not ask for regions where they are named', async () => {
    expect((await status('--region', 'us-west-2')).calledActions).not.toContain('account:ListRegions')
  })
})

describe('status --region all that cannot look everywhere', () => {
  it('ends with 5 and names the action when it may not ask which regions there are', async () => {
    const caller = restricted([{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}])
    const run = await runSecrot(['status', '--region', 'all'], {sandbox: caller})
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('account:ListRegions')
  })

  it('says the region that fails, and shows the others', async () => {
    const caller = restricted([
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {
        Effect: 'Deny',
        Action: 'secretsmanager:*',
        Resource: '*',
        Condition: {StringEquals: {'aws:RequestedRegion': 'sa-east-1'}},
      },
    ])
    const run = await runSecrot(['status', '--region', 'all', '--json'], {sandbox: caller})
    const {secrets, failures} = run.json as Answer
    expect(secrets.map(({region}) => region).sort()).toEqual(['eu-central-1', 'us-west-2'])
    expect(failures).toMatchObject([{subject: 'sa-east-1'}])
    expect(run.exitCode).toBe(5)
  })

  it.each([
    [['--region', 'all', '--region', 'eu-west-1'], 'Leave the other --region out.'],
    [['prod/eu-central-1', '--region', 'all'], '--filter name=prod/eu-central-1'],
  ])('refuses %j before anything is asked', async (more, hint) => {
    const run = await status(...more)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(hint)
    expect(run.calledActions).toEqual([])
  })
})
