import {AddPermissionCommand, CreateFunctionCommand, LambdaClient, type LogFormat} from '@aws-sdk/client-lambda'
import {RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {withoutPython} from '../support/python.ts'

let bench: RotatorBench
const name = 'prod/orders/db'

beforeEach(async () => {
  bench = await startRotators({switches: {rotationAttempts: 1}})
})

afterEach(() => bench[Symbol.asyncDispose]())

interface Answer {
  readonly problems: readonly {
    readonly kind: string
    readonly failure?: {readonly step?: string; readonly error?: string}
  }[]
}

/** Rotates once, and tells the root error of that. */
async function rootErrorOf(arn: string): Promise<unknown> {
  await bench.secret(name)
  const RotationRules = {AutomaticallyAfterDays: 30}
  await bench.secrets.send(new RotateSecretCommand({SecretId: name, RotationLambdaARN: arn, RotationRules}))
  await bench.sandbox.clock.idle()
  await bench.sandbox.clock.advance(60_000)
  const run = await bench.run(['history', name, '--json'])
  expect(run.stdout + run.stderr).not.toContain('canary')
  return (run.json as Answer).problems[0]?.failure
}

describe.each<LogFormat>(['Text', 'JSON'])('a real function in the %s form of the log', format => {
  const logging = {LogFormat: format, LogGroup: '/team/rotation'}

  it('in Node: the exception with its place, and what the target answered', async () => {
    const arn = await bench.rotator('orders-rotation', {environment: {FAIL_STEP: 'testSecret'}, logging})
    expect(await rootErrorOf(arn)).toMatchObject({
      step: 'testSecret',
      error: expect.stringMatching(/^TargetError at index\.mjs:\d+:\d+: the target answered 401$/) as unknown,
    })
  })

  it('in Node: the time limit', async () => {
    const environment = {SLOW_STEP: 'setSecret', SLOW_MS: '60000'}
    const arn = await bench.rotator('orders-rotation', {environment, logging, timeoutSeconds: 3})
    expect(await rootErrorOf(arn)).toMatchObject({step: 'setSecret', error: 'Task timed out after 3.00 seconds'})
  })

  const absent = withoutPython()
  describe.skipIf(absent !== undefined)(`in Python${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
    it.each([
      [
        'an exception with a cause that is known',
        'def handler(event, context):\n    raise ValueError("Unable to log into database with previous, current, or pending secret of canary")\n',
        /^ValueError at app\.py:2: no stored value logs in at the target/,
      ],
      [
        'code that cannot be loaded',
        'import canary_module\n',
        /^Runtime\.ImportModuleError: the function's code cannot be loaded$/,
      ],
    ])('%s', async (_, source, error) => {
      const arn = await python(source, logging)
      expect(await rootErrorOf(arn)).toMatchObject({
        step: 'createSecret',
        error: expect.stringMatching(error) as unknown,
      })
    })
  })
})

async function python(source: string, logging: {LogFormat: LogFormat; LogGroup: string}): Promise<string> {
  const {accountId, config, iam} = bench.sandbox
  const Statement = [{Effect: 'Allow', Action: '*', Resource: '*'}]
  const policies = {all: {Version: '2012-10-17', Statement}}
  const lambda = new LambdaClient(config)
  const created = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'python-rotation',
      Role: iam.addRole({accountId, roleName: 'python', policies}),
      Runtime: 'python3.11',
      Handler: 'app.handler',
      Code: {ZipFile: zipFiles({'app.py': source})},
      LoggingConfig: logging,
    }),
  )
  const permission = {Action: 'lambda:InvokeFunction', Principal: 'secretsmanager.amazonaws.com'}
  await lambda.send(new AddPermissionCommand({FunctionName: 'python-rotation', StatementId: 'aws', ...permission}))
  lambda.destroy()
  return created.FunctionArn ?? ''
}
