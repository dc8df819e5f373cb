import type {SandboxOptions} from '../../../../src/lib/sandbox/index.ts'
import type {Pause} from '../../../../src/lib/sandbox/kernel.ts'
import {FUNCTION_ARN, lambdaBench, type LambdaBench} from '../../lambda/support.ts'

const ALL = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

/** A sandbox with a manual clock whose function processes wait in virtual time, and a secret `prod/db`. */
export interface PacedBench extends LambdaBench {
  readonly pauses: Pause[]
  /** Virtual milliseconds since the start. */
  elapsedMs(): number
  invoke(name: string, event?: unknown): Promise<Invoked>
}

export interface Invoked {
  readonly failed: boolean
  readonly payload: unknown
  readonly durationMs: number
  readonly requestId: string
}

export async function pacedBench(options: SandboxOptions = {}): Promise<PacedBench> {
  const pauses: Pause[] = []
  const startAt = Math.floor(Date.now() / 1000) * 1000
  const bench = await lambdaBench({
    seed: 7,
    clock: {mode: 'manual', startAt},
    processTime: 'virtual',
    onPause: pause => pauses.push(pause),
    ...options,
  })
  const {sandbox} = bench
  const roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'all', policies: {all: ALL}})
  const ClientRequestToken = 'c'.repeat(32)
  await sandbox.call('secretsmanager', 'CreateSecret', {Name: 'prod/db', SecretString: 'first', ClientRequestToken})
  return {
    ...bench,
    roleArn,
    pauses,
    elapsedMs: () => sandbox.clock.now() - startAt,
    create: (name, files, members) => bench.create(name, files, {Role: roleArn, Timeout: 900, ...members}),
    async invoke(name, event = {}) {
      const {functionError, payload, durationMs, requestId} = await sandbox.world.functions.invoke({
        functionArn: FUNCTION_ARN + name,
        payload: JSON.stringify(event),
        invocationType: 'RequestResponse',
        source: 'test',
      })
      return {failed: functionError !== undefined, payload: JSON.parse(payload), durationMs, requestId}
    },
  }
}

/** A Node handler with this body; `client` asks Secrets Manager and gives up after five seconds, once. */
export function nodeHandler(body: string): Record<string, string> {
  return {
    'index.mjs': `import {SecretsManagerClient, DescribeSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
    const client = new SecretsManagerClient({maxAttempts: 1, requestHandler: {requestTimeout: 5000, throwOnRequestTimeout: true}})
    const describe = () => client.send(new DescribeSecretCommand({SecretId: 'prod/db'}))
    const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
    export const handler = async event => { ${body} }`,
  }
}
