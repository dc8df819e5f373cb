import {FilterLogEventsCommand, CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {describe, expect, it} from 'vitest'

import {withoutPython} from '../../support/python.ts'
import {FUNCTION_ARN, lambdaBench, type LambdaBench} from '../lambda/support.ts'

const ALL = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

const started = async (): Promise<LambdaBench> => {
  const bench = await lambdaBench()
  const {sandbox} = bench
  const roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'all', policies: {all: ALL}})
  await sandbox.call('secretsmanager', 'CreateSecret', {
    Name: 'prod/db',
    SecretString: 'hush',
    ClientRequestToken: 'c'.repeat(32),
  })
  return {...bench, roleArn, create: (name, files, members) => bench.create(name, files, {Role: roleArn, ...members})}
}

const invoke = async ({sandbox}: LambdaBench, name: string) => {
  const result = await sandbox.world.functions.invoke({
    functionArn: FUNCTION_ARN + name,
    payload: '{}',
    invocationType: 'RequestResponse',
    source: 'test',
  })
  return {...result, payload: JSON.parse(result.payload) as Record<string, unknown>}
}

// Three calls in a row, so that a fault can strike between them; the SDK's own retries are off.
const PUTS = {
  'index.mjs': `import {SecretsManagerClient, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
  const client = new SecretsManagerClient({maxAttempts: 1})
  export const handler = async () => {
    for (const word of ['one', 'two', 'three'])
      await client.send(new PutSecretValueCommand({SecretId: 'prod/db', SecretString: word}))
    return process.env.AWS_ACCESS_KEY_ID
  }`,
}

const valueOf = async ({sandbox}: LambdaBench) =>
  (await new SecretsManagerClient(sandbox.config).send(new GetSecretValueCommand({SecretId: 'prod/db'}))).SecretString

describe('a function on the wire of the sandbox', () => {
  it('calls as its role, in a worker that can be told from others', async () => {
    await using bench = await started()
    await bench.create('write', PUTS)

    const {payload, requestId} = await invoke(bench, 'write')

    const calls = bench.sandbox.callRecord
      .entries()
      .filter(({kind, operation}) => kind === 'call' && operation === 'PutSecretValue')
    expect(calls).toHaveLength(3)
    expect(calls[0]).toMatchObject({
      principal: 'arn:aws:sts::111122223333:assumed-role/all/write',
      functionArn: `${FUNCTION_ARN}write`,
      invocation: requestId,
    })
    expect(payload).toMatch(/^ASIA/)
  })

  it('may do only what its role may', async () => {
    await using bench = await started()
    const bare = bench.sandbox.iam.addRole({accountId: bench.sandbox.accountId, roleName: 'bare'})
    await bench.create('write', PUTS, {Role: bare})

    const {payload} = await invoke(bench, 'write')

    expect(payload).toMatchObject({errorType: 'AccessDeniedException'})
    expect(await valueOf(bench)).toBe('hush')
  })

  it.each([
    ['kill-before', 'one'],
    ['kill-after', 'two'],
  ] as const)('dies by %s at its second call, with exactly that effect', async (kind, value) => {
    await using bench = await started()
    await bench.create('write', PUTS)
    bench.sandbox.faults.set([{kind, operation: 'PutSecretValue', nth: 2}])

    const killed = await invoke(bench, 'write')

    expect(killed.payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/signal: killed$/) as unknown,
    })
    expect(await valueOf(bench)).toBe(value)
    const again = await invoke(bench, 'write')
    expect(again.functionError).toBeUndefined()
    expect(await valueOf(bench)).toBe('three')
  })

  it('leaves its lines where CloudWatch Logs shows them', async () => {
    await using bench = await started()
    await bench.create('talk', {'index.mjs': "export const handler = async () => console.log('hello')"})
    const {requestId} = await invoke(bench, 'talk')
    const logs = new CloudWatchLogsClient(bench.sandbox.config)

    const {events} = await logs.send(
      new FilterLogEventsCommand({logGroupName: '/aws/lambda/talk', filterPattern: `"${requestId}"`}),
    )

    expect(events?.map(({message}) => message?.split(' ')[0]?.split('\t')[0])).toEqual([
      'START',
      expect.stringMatching(/^\d{4}-/),
      'END',
      'REPORT',
    ])
    expect(events?.[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
  })

  it.each([
    ['nothing', [], false],
    ['streams, but no group', ['CreateLogStream', 'PutLogEvents'], false],
    ['streams in a group that is there', ['CreateLogStream', 'PutLogEvents'], true],
    ['groups, but no lines', ['CreateLogGroup', 'CreateLogStream'], false],
    ['all of it', ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents'], true],
  ])('logs as far as its role may write: %s', async (what, actions, logs) => {
    await using bench = await started()
    const {sandbox} = bench
    const denied = ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents'].filter(name => !actions.includes(name))
    const Deny = {Effect: 'Deny', Action: denied.map(name => `logs:${name}`), Resource: '*'}
    const policy = {...ALL, Statement: [...ALL.Statement, ...(denied.length === 0 ? [] : [Deny])]}
    const Role = sandbox.iam.addRole({
      accountId: sandbox.accountId,
      roleName: 'r',
      policies: {p: policy},
    })
    if (what.endsWith('is there')) await sandbox.call('logs', 'CreateLogGroup', {logGroupName: '/aws/lambda/talk'})
    await bench.create('talk', {'index.mjs': 'export const handler = async () => console.log("hello")'}, {Role})

    const {logTail} = await invoke(bench, 'talk')

    const found = sandbox.call('logs', 'FilterLogEvents', {logGroupName: '/aws/lambda/talk', filterPattern: 'hello'})
    const lines = await found.then(
      answer => (answer as {events: unknown[]}).events.length,
      (error: {code: string}) => error.code,
    )
    expect(logTail).toContain('hello')
    expect(lines).toBe(logs ? 1 : 'ResourceNotFoundException')
  })

  const absent = withoutPython(['boto3'])
  it.skipIf(absent !== undefined)(
    `works with boto3${absent === undefined ? '' : ` (skipped: ${absent})`}`,
    async () => {
      await using bench = await started()
      const source = `
import boto3
def handler(event, context):
    return boto3.client("secretsmanager").get_secret_value(SecretId="prod/db")["SecretString"]
`
      await bench.create('read', {'app.py': source}, {Runtime: 'python3.11', Handler: 'app.handler', Timeout: 60})

      expect((await invoke(bench, 'read')).payload).toBe('hush')
    },
  )

  it('still gets its calls accepted after the sandbox went 30 days ahead', async () => {
    await using bench = await started()
    await bench.create('write', PUTS)
    await bench.sandbox.clock.advance(30 * 86_400_000)

    const {functionError} = await invoke(bench, 'write')

    expect(functionError).toBeUndefined()
  })
})
