import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import type {InProcessContext} from '../../src/lib/sandbox/runtime/in-process-worker.ts'
import type {RotationStep} from '../../src/lib/rotation/secret.ts'
import {startRotators, type RotatorBench} from './node-rotator.ts'

export interface StepEvent {
  readonly Step: RotationStep
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken?: string
}

type Act = (event: StepEvent, context: InProcessContext) => Promise<void>

/** prod/hook, whose rotation AWS gave up after it had left AWSPENDING on a version. */
export interface SteppedHook extends AsyncDisposable {
  readonly bench: RotatorBench
  readonly arn: string
  readonly current: string
  readonly pending: string
  /** CodeSha256 of the function, as `--trust-handler` takes it. */
  readonly code: string
  /** What the function does instead of its own work, by step; emptied once AWS has given up. */
  readonly acts: Partial<Record<RotationStep, Act>>
  /** Events that the function got by hand, in order. */
  readonly got: readonly StepEvent[]
}

export const name = 'prod/hook'
export const value = '{"user":"hook","token":"canary-value"}'

/** Starts a rotation that fails in `failsIn`; in createSecret it fails before a value is stored. */
export async function startSteppedHook(failsIn: RotationStep = 'testSecret'): Promise<SteppedHook> {
  const bench = await startRotators()
  const {sandbox} = bench
  const functionArn = await bench.rotator('hook-rotation')
  const acts: Partial<Record<RotationStep, Act>> = {}
  const got: StepEvent[] = []
  sandbox.lambda.registerInProcess(functionArn, async (input, context) => {
    const event = input as StepEvent
    got.push(event)
    await (acts[event.Step] ?? usual(bench)[event.Step])(event, context)
  })
  const arn = await bench.secret(name, functionArn)
  const current = Object.keys(await bench.labels(name))[0]!
  acts[failsIn] = () => Promise.reject(new Error('not yet'))
  await bench.secrets.send(new RotateSecretCommand({SecretId: name})).catch(() => undefined)
  await sandbox.clock.advance(30 * 3_600_000)
  delete acts[failsIn]
  got.length = 0
  const labels = await bench.labels(name)
  const pending = Object.keys(labels).find(id => labels[id]!.includes('AWSPENDING')) ?? ''
  const lambda = new LambdaClient(sandbox.config)
  const {CodeSha256 = ''} = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: functionArn}))
  lambda.destroy()
  return {
    bench,
    arn,
    current,
    pending,
    code: CodeSha256,
    acts,
    got,
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  }
}

function usual({sandbox}: RotatorBench): Record<RotationStep, Act> {
  return {
    async createSecret({SecretId, ClientRequestToken, RotationToken}, {credentials}) {
      const put = {SecretId, ClientRequestToken, RotationToken, SecretString: value, VersionStages: ['AWSPENDING']}
      await sandbox.call('secretsmanager', 'PutSecretValue', put, credentials)
    },
    setSecret: async () => undefined,
    testSecret: async () => undefined,
    async finishSecret({SecretId, ClientRequestToken}, {credentials}) {
      const described = await sandbox.call('secretsmanager', 'DescribeSecret', {SecretId}, credentials)
      const {VersionIdsToStages} = described as {VersionIdsToStages: Record<string, readonly string[]>}
      const from = Object.keys(VersionIdsToStages).find(id => VersionIdsToStages[id]!.includes('AWSCURRENT'))
      const move = {
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: from,
      }
      await sandbox.call('secretsmanager', 'UpdateSecretVersionStage', move, credentials)
    },
  }
}
