import {randomUUID} from 'node:crypto'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot, type RunSecrotOptions, type SandboxLike, type SecrotRun} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const FIRST = '444455556666'
const SECOND = '777788889999'
const all = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}

interface Answer {
  readonly secrets: readonly {readonly name: string; readonly account: string; readonly region: string}[]
  readonly failures: readonly {readonly subject: string; readonly code: string; readonly exitCode: number}[]
  readonly callers: readonly {readonly account: string; readonly region: string; readonly arn: string | null}[]
  readonly next: readonly string[] | null
}

let sandbox: TestSandbox
let caller: SandboxLike
let folder: string

/** Two accounts with a role each that the caller, of a third one, may assume. */
beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-accounts-'))
  const oncall = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'oncall', policies: all})
  caller = {url: sandbox.url, credentials: oncall}
  const trust = {Effect: 'Allow', Principal: {AWS: oncall.arn}, Action: 'sts:AssumeRole'}
  for (const accountId of [FIRST, SECOND]) {
    const {accessKeyId} = sandbox.addAccount(accountId)
    const trustPolicy = {Version: '2012-10-17', Statement: [trust]}
    sandbox.iam.addRole({accountId, roleName: 'operator', policies: all, trustPolicy})
    await secretIn(`prod/${accountId}`, {accessKeyId})
  }
  await configure({accounts: {[FIRST]: {role: 'reader'}, [SECOND]: {profile: 'second'}}})
})
afterEach(async () => {
  await rm(folder, {recursive: true})
  await sandbox[Symbol.asyncDispose]()
})

const secretIn = (name: string, as: {readonly accessKeyId?: string; readonly region?: string}) =>
  sandbox.call('secretsmanager', 'CreateSecret', {Name: name, SecretString: 'x', ClientRequestToken: randomUUID()}, as)
const configure = (config: object) => writeFile(join(folder, 'config.json'), JSON.stringify(config), {mode: 0o600})
const status = (more: readonly string[], options: RunSecrotOptions = {}) =>
  runSecrot(['status', ...more], {
    sandbox: caller,
    ...options,
    env: {SECROT_CONFIG_DIR: folder, NO_COLOR: '1', ...options.env},
  })
const answerOf = (run: SecrotRun) => run.json as Answer

describe('status --account-role', () => {
  it('lists each account of the configuration through the role of that name', async () => {
    const run = await status(['--account-role', 'operator', '--json'])
    const {secrets, callers} = answerOf(run)
    expect(secrets.map(({name}) => name).sort()).toEqual([`prod/${FIRST}`, `prod/${SECOND}`])
    expect(callers.map(({arn}) => arn)).toEqual([
      `arn:aws:sts::${FIRST}:assumed-role/operator/secrot`,
      `arn:aws:sts::${SECOND}:assumed-role/operator/secrot`,
    ])
    expect(breachesOf('status', run.json)).toEqual([])
    expect(run.calledActions.filter(action => action === 'sts:AssumeRole')).toHaveLength(2)
    expect(run.exitCode).toBe(0)
  })

  it('has one line above the table for each account, and a column that tells them apart', async () => {
    const run = await status(['--account-role', 'operator', '--region', 'eu-central-1', '--region', 'us-east-1'])
    const heads = run.stderr.split('\n').filter(line => line.includes('assumed-role/operator'))
    expect(heads).toHaveLength(2)
    expect(heads[0]).toMatch(new RegExp(`^${FIRST} · eu-central-1, us-east-1 · assumed-role/operator`))
    expect(run.stdout).toMatch(new RegExp(`prod/${SECOND} +${SECOND} `))
  })

  it('shows no byte of the credentials that it was given', async () => {
    const run = await status(['--account-role', 'operator'], {env: {DEBUG: '*'}})
    expect(run.stdout + run.stderr).not.toMatch(/ASIA[A-Z0-9]{8}/)
  })

  it('says the account that cannot be reached, and shows the others', async () => {
    await configure({accounts: {[FIRST]: {role: 'x'}, '999900001111': {role: 'x'}}})
    const run = await status(['--account-role', 'operator', '--json'])
    const {secrets, failures} = answerOf(run)
    expect(secrets.map(({name}) => name)).toEqual([`prod/${FIRST}`])
    expect(failures).toMatchObject([{subject: '999900001111 eu-central-1', code: 'ACCESS_DENIED', exitCode: 5}])
    expect(JSON.stringify(failures)).toContain('sts:AssumeRole')
    expect(run.exitCode).toBe(5)
  })

  it('asks each account for its own regions with --region all, and says the one that it cannot ask', async () => {
    await configure({accounts: {[FIRST]: {role: 'x'}, '999900001111': {role: 'x'}}})
    const run = await status(['--account-role', 'operator', '--region', 'all', '--json'])
    const {failures, callers} = answerOf(run)
    expect(callers.filter(({account}) => account === FIRST)).toHaveLength(17)
    expect(failures).toMatchObject([{subject: '999900001111', code: 'ACCESS_DENIED'}])
    expect(run.exitCode).toBe(5)
  })

  it('leads to no command that would not reach the account', async () => {
    const {accessKeyId} = sandbox.addAccount(FIRST)
    await sandbox.call(
      'secretsmanager',
      'PutSecretValue',
      {
        SecretId: `prod/${FIRST}`,
        SecretString: 'y',
        ClientRequestToken: randomUUID(),
        VersionStages: ['AWSPENDING'],
      },
      {accessKeyId},
    )
    const run = await status(['--account-role', 'operator', '--json'])
    expect(answerOf(run).next).toBeNull()
  })

  it.each([
    [['prod/x'], 'For all of that name: --filter name=prod/x'],
    [['--profile', 'a', '--profile', 'b'], 'Leave the other --profile out.'],
  ])('refuses %j beside it before anything is asked', async (more, hint) => {
    const run = await status(['--account-role', 'operator', ...more])
    expect([run.exitCode, run.calledActions]).toEqual([2, []])
    expect(run.stderr).toContain(hint)
  })

  it('refuses an ARN for a name, and a configuration without accounts', async () => {
    const arn = await status(['--account-role', `arn:aws:iam::${FIRST}:role/operator`])
    expect([arn.exitCode, arn.calledActions]).toEqual([2, []])
    await configure({})
    const none = await status(['--account-role', 'operator'])
    expect([none.exitCode, none.calledActions]).toEqual([2, []])
    expect(none.stderr).toContain('--config FILE')
  })
})

describe('the regions of the configuration', () => {
  beforeEach(async () => {
    await configure({regions: ['us-east-1', 'eu-west-1']})
    await secretIn('prod/here', {region: 'us-east-1'})
  })
  const regionsOf = (run: SecrotRun) => answerOf(run).callers.map(({region}) => region)

  it('are those that a fleet is listed in', async () => {
    const run = await status(['--json'])
    expect(regionsOf(run)).toEqual(['us-east-1', 'eu-west-1'])
    expect(answerOf(run).secrets.map(({name}) => name)).toEqual(['prod/here'])
  })

  it('give way to --region, and to a SECRET that is named', async () => {
    expect(regionsOf(await status(['--region', 'eu-central-1', '--json']))).toEqual(['eu-central-1'])
    await secretIn('prod/named', {})
    expect(regionsOf(await status(['prod/named', '--json']))).toEqual(['eu-central-1'])
  })

  it('may be all of the account', async () => {
    await configure({regions: ['all']})
    expect(regionsOf(await status(['--json']))).toHaveLength(17)
  })
})
