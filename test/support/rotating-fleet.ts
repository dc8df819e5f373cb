import {AddPermissionCommand, CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type {SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import type {Clock} from '../../src/lib/operations/context.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from './run-secrot.ts'
import {startTestSandbox, type TestSandbox} from './sandbox.ts'

type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'

interface StepEvent {
  readonly Step: Step
  readonly SecretId: string
  readonly ClientRequestToken: string
}

/** What a rotation function does beside its four steps. */
export interface Behaviour {
  /** Throws, or sleeps past its time limit, at the beginning of this step. */
  readonly failsIn?: Step | undefined
  readonly how?: 'throws' | 'sleeps'
  /** Prints the version it works on, as AWS's own templates do. */
  readonly saysVersion?: boolean
  /** testSecret waits for it. */
  readonly held?: Promise<void>
}

/** A sandbox on a clock that stands still, with secrets and functions whose handlers run in this process. */
export interface RotatingFleet extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly secrets: SecretsManagerClient
  /** The CLI's clock: the sandbox's; sleeping moves it. */
  readonly clock: Clock
  /** Makes a function with a time limit of 30 s that Secrets Manager may invoke. Returns its ARN. */
  rotator(name: string, behaviour?: Behaviour): Promise<string>
  /** Makes a secret; with a function it is rotated every 30 days and once at once, and all that comes of it has happened. */
  secret(name: string, functionArn?: string, days?: number): Promise<string>
  /** `more`: further members of RotateSecret. */
  rotate(name: string, more?: object): Promise<string>
  pass(ms: number): Promise<void>
  run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun>
}

export async function startFleet(options: SandboxOptions = {}): Promise<RotatingFleet> {
  const sandbox = await startTestSandbox({
    clock: {mode: 'manual', startAt: Date.parse('2026-11-02T10:00:00Z')},
    ...options,
  })
  // The first request after a jump of the clock is refused and sent again.
  const config = {...sandbox.config, maxAttempts: 3}
  const secrets = new SecretsManagerClient(config)
  const lambda = new LambdaClient(config)
  const roleArn = sandbox.iam.addRole({
    accountId: sandbox.accountId,
    roleName: 'rotation',
    policies: {secrets: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
  })
  const clock: Clock = {now: () => sandbox.clock.now(), sleep: ms => sandbox.clock.advance(ms)}
  const rotate = async (name: string, more: object = {}): Promise<string> => {
    const answer = await secrets.send(new RotateSecretCommand({SecretId: name, ...more}))
    await sandbox.clock.idle()
    return answer.VersionId ?? ''
  }
  return {
    sandbox,
    secrets,
    clock,
    rotate,
    pass: ms => sandbox.clock.advance(ms),
    async rotator(name, behaviour = {}) {
      const created = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: roleArn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: 30,
          Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
        }),
      )
      const arn = created.FunctionArn ?? ''
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: name,
          StatementId: 'secrets-manager',
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
        }),
      )
      sandbox.lambda.registerInProcess(arn, async (event, context) => {
        const {AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = ''} = context.env
        const sessionToken = context.env['AWS_SESSION_TOKEN'] ?? ''
        const client = new SecretsManagerClient({...config, credentials: {accessKeyId, secretAccessKey, sessionToken}})
        await runStep(event as StepEvent, behaviour, client, context)
      })
      return arn
    },
    async secret(name, functionArn, days = 30) {
      const created = await secrets.send(new CreateSecretCommand({Name: name, SecretString: 'first'}))
      await sandbox.clock.advance(1000)
      if (functionArn !== undefined)
        await rotate(name, {RotationLambdaARN: functionArn, RotationRules: {AutomaticallyAfterDays: days}})
      // The label on the new current version is taken off a little later.
      await sandbox.clock.advance(5000)
      return created.ARN ?? ''
    },
    run: (argv, more = {}) => runSecrot(argv, {sandbox, clock, ...more}),
    async [Symbol.asyncDispose]() {
      secrets.destroy()
      lambda.destroy()
      await sandbox.stop()
    },
  }
}

async function runStep(
  event: StepEvent,
  behaviour: Behaviour,
  client: SecretsManagerClient,
  context: {log(text: string): void; clock: {sleep(ms: number): Promise<void>}},
): Promise<void> {
  const {SecretId, ClientRequestToken: token, Step: step} = event
  if (behaviour.saysVersion === true) context.log(`${step}: version ${token} of ${SecretId}`)
  if (behaviour.failsIn === step) {
    if (behaviour.how === 'sleeps') await context.clock.sleep(120_000)
    throw Object.assign(new Error(`canary in ${step}`), {name: 'TargetError'})
  }
  if (step === 'testSecret') await behaviour.held
  if (step === 'createSecret') {
    const labels = {VersionStages: ['AWSPENDING']}
    const known = await client
      .send(new GetSecretValueCommand({SecretId, VersionId: token}))
      .catch((error: Error) => error.name)
    if (typeof known !== 'string') return
    await client.send(
      new PutSecretValueCommand({SecretId, ClientRequestToken: token, SecretString: `rotated ${token}`, ...labels}),
    )
  }
  if (step === 'finishSecret') {
    const current = await client.send(new GetSecretValueCommand({SecretId}))
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        ...(current.VersionId === undefined ? {} : {RemoveFromVersionId: current.VersionId}),
      }),
    )
  }
}
