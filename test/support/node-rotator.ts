import {AddPermissionCommand, CreateFunctionCommand, LambdaClient, type LoggingConfig} from '@aws-sdk/client-lambda'
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {setTimeout} from 'node:timers/promises'
import {expect} from 'vitest'
import type {SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {coupledClock} from './coupled-clock.ts'
import {breachesOf} from './json-schema.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from './run-secrot.ts'
import {startTestSandbox, type TestSandbox} from './sandbox.ts'

/**
 * A rotation function as people write them. FAIL_STEP throws in that step with the secret in its message, SLOW_STEP
 * waits SLOW_MS, SAYS_STEP and SAYS_VERSION print what they say, FAIL_FILE ends the failures once that file is there.
 */
const source = `
import {SecretsManagerClient, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand,
  UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {existsSync} from 'node:fs'
const client = new SecretsManagerClient({})
const {FAIL_STEP, SLOW_STEP, SLOW_MS, SAYS_STEP, SAYS_VERSION, FAIL_FILE} = process.env
export const handler = async ({Step, SecretId, ClientRequestToken: token, RotationToken}) => {
  if (SAYS_STEP) console.log(Step + ': at work')
  if (SAYS_VERSION) console.log('version ' + token)
  if (Step === SLOW_STEP) await new Promise(resolve => setTimeout(resolve, Number(SLOW_MS)))
  if (Step === 'createSecret') {
    await client.send(new PutSecretValueCommand({SecretId, ClientRequestToken: token, RotationToken,
      SecretString: 'canary-value', VersionStages: ['AWSPENDING']}))
  }
  if (Step === FAIL_STEP && !(FAIL_FILE && existsSync(FAIL_FILE))) {
    throw Object.assign(new Error('the target answered 401 to canary-value'), {name: 'TargetError'})
  }
  if (Step === 'finishSecret') {
    const {VersionIdsToStages} = await client.send(new DescribeSecretCommand({SecretId}))
    const current = Object.keys(VersionIdsToStages).find(id => VersionIdsToStages[id].includes('AWSCURRENT'))
    if (current !== token) await client.send(new UpdateSecretVersionStageCommand({SecretId,
      VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: current}))
  }
}
`

export interface RotatorWishes {
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutSeconds?: number
  readonly logging?: LoggingConfig
}

/** A sandbox whose time the CLI moves, with secrets that real Node functions rotate in processes of their own. */
export interface RotatorBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly secrets: SecretsManagerClient
  /** A function that Secrets Manager may invoke. Returns its ARN. */
  rotator(name: string, wishes?: RotatorWishes): Promise<string>
  /** A secret with a value; with a function, rotation is configured without rotating it. Returns its ARN. */
  secret(name: string, functionArn?: string): Promise<string>
  labels(name: string): Promise<Record<string, string[]>>
  put(name: string, value: string): Promise<void>
  cancel(name: string): Promise<void>
  run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun>
}

export async function startRotators(options: SandboxOptions = {}): Promise<RotatorBench> {
  const sandbox = await startTestSandbox({clock: {mode: 'manual'}, ...options})
  const coupled = coupledClock(sandbox)
  const secrets = new SecretsManagerClient(sandbox.config)
  const lambda = new LambdaClient(sandbox.config)
  const everything = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}
  const policies = {everything}
  const roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotation', policies})
  const bench: RotatorBench = {
    sandbox,
    secrets,
    async rotator(name, {environment = {}, timeoutSeconds = 30, logging} = {}) {
      const created = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: roleArn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: timeoutSeconds,
          Code: {ZipFile: zipFiles({'index.mjs': source})},
          Environment: {Variables: environment},
          ...(logging === undefined ? {} : {LoggingConfig: logging}),
        }),
      )
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: name,
          StatementId: 'secrets-manager',
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
        }),
      )
      return created.FunctionArn ?? ''
    },
    async secret(name, functionArn) {
      const created = await secrets.send(new CreateSecretCommand({Name: name, SecretString: 'first'}))
      if (functionArn !== undefined) {
        const RotationRules = {AutomaticallyAfterDays: 30}
        const rotation = {RotationLambdaARN: functionArn, RotationRules, RotateImmediately: false}
        await secrets.send(new RotateSecretCommand({SecretId: name, ...rotation}))
        await untilTested(bench, name)
      }
      return created.ARN ?? ''
    },
    async labels(name) {
      const {VersionIdsToStages} = await secrets.send(new DescribeSecretCommand({SecretId: name}))
      return VersionIdsToStages ?? {}
    },
    async put(name, value) {
      await secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: value}))
    },
    async cancel(name) {
      await secrets.send(new CancelRotateSecretCommand({SecretId: name}))
    },
    async run(argv, more = {}) {
      const done = await runSecrot(argv, {sandbox, clock: coupled.clock, ...more})
      const [command = ''] = argv
      // Every answer about a rotation is as its schema says, whatever its end.
      const answers = argv.includes('--json') && done.stdout !== '' && !('error' in (done.json as object))
      if (answers && ['rotate', 'watch'].includes(command)) expect(breachesOf(command, done.json)).toEqual([])
      return done
    },
    async [Symbol.asyncDispose]() {
      coupled.stop()
      secrets.destroy()
      lambda.destroy()
      await sandbox.stop()
    },
  }
  return bench
}

/** The test that goes with RotateImmediately=false ends and takes AWSPENDING off again; then a while passes. */
async function untilTested(bench: RotatorBench, name: string): Promise<void> {
  const {clock} = bench.sandbox
  const pass = (ms: number): Promise<void> => (clock.mode === 'manual' ? clock.advance(ms) : setTimeout(50))
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      !Object.values(await bench.labels(name))
        .flat()
        .includes('AWSPENDING')
    )
      return pass(10_000)
    await pass(1000)
  }
  throw new Error(`AWSPENDING stays on a version of ${name}`)
}
