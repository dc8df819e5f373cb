import {InvokeCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {SecretsManagerClient, ListSecretsCommand} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {awsCli, python, withoutAwsCli, withoutBoto3} from '../support/foreign-clients.ts'
import {withoutPython} from '../support/python.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const DAY_MS = 86_400_000
const AHEAD_MS = 30 * DAY_MS

/** Every client here keeps the clock of this machine; only the sandbox's went ahead. */
describe('a sandbox whose time was moved 30 days ahead', {timeout: 60_000}, () => {
  let sandbox: TestSandbox
  beforeAll(async () => {
    sandbox = await startTestSandbox()
    const {accountId, region} = sandbox
    const seed = {accountId, region, owningService: 'rds', value: 'x', rules: {AutomaticallyAfterDays: 7}}
    sandbox.seedServiceOwnedSecret({...seed, name: 'rds!kept'})
    sandbox.secretsManager.missWindows(sandbox.seedServiceOwnedSecret({...seed, name: 'rds!missed'}))
    await sandbox.clock.advance(AHEAD_MS)
  })
  afterAll(() => sandbox.stop())

  it('still accepts the SDK, at its first attempt', async () => {
    const client = new SecretsManagerClient(sandbox.config)
    const answer = await client.send(new ListSecretsCommand())
    expect([answer.SecretList?.length, answer.$metadata.attempts]).toEqual([2, 1])
  })

  it.skipIf(withoutBoto3)('still accepts boto3', async () => {
    const script = "import boto3; print(len(boto3.client('secretsmanager').list_secrets()['SecretList']))"
    expect((await python(sandbox, script)).trim()).toBe('2')
  })

  it.skipIf(withoutAwsCli)('still accepts the AWS CLI', async () => {
    const listed = await awsCli(sandbox, 'secretsmanager', 'list-secrets', '--query', 'SecretList[].Name')
    expect((JSON.parse(listed) as string[]).sort()).toEqual(['rds!kept', 'rds!missed'])
  })

  it('has called late by secrot status what is late, which says whose clock it took', async () => {
    const {stdout, stderr, exitCode} = await runSecrot(['status', '--json'], {sandbox})
    const {secrets} = JSON.parse(stdout) as {secrets: {name: string; verdict: string}[]}
    const verdicts = Object.fromEntries(secrets.map(({name, verdict}) => [name, verdict]))
    expect([exitCode, verdicts]).toEqual([0, {'rds!kept': 'healthy', 'rds!missed': 'late'}])
    expect(stderr).toContain(`The clock of this machine is 43200 minutes behind ${sandbox.url}`)
    expect(stderr).toContain('"now" is taken from there')
  })

  /** What a handler that dates a credential a week ahead answers, in days from the sandbox's now. */
  const daysAhead = async (runtime: string, file: string, source: string): Promise<number> => {
    const FunctionName = runtime.slice(0, 4)
    const ZipFile = Buffer.from(zipFiles({[file]: source})).toString('base64')
    const Role = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: FunctionName})
    const made = {FunctionName, Runtime: runtime, Handler: 'index.handler', Role, Code: {ZipFile}}
    await sandbox.call('lambda', 'CreateFunction', made)
    const {Payload} = await new LambdaClient(sandbox.config).send(new InvokeCommand({FunctionName}))
    return (Number(Buffer.from(Payload!).toString()) * 1000 - sandbox.clock.now()) / DAY_MS
  }

  it('has Node handlers whose expires lies in its time', async () => {
    const source = 'export const handler = async () => Math.floor(Date.now() / 1000) + 7 * 86400'
    expect(await daysAhead('nodejs24.x', 'index.mjs', source)).toBeCloseTo(7, 2)
  })

  it.skipIf(withoutPython() !== undefined)('has Python handlers whose expires lies in its time', async () => {
    const source = 'import time\ndef handler(event, context):\n    return int(time.time()) + 7 * 86400\n'
    expect(await daysAhead('python3.12', 'index.py', source)).toBeCloseTo(7, 2)
  })
})
