import {setTimeout as wait} from 'node:timers/promises'

import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type DescribeSecretCommandOutput,
} from '@aws-sdk/client-secrets-manager'

import type {SandboxOptions} from '../../src/lib/sandbox/index.ts'
import type {InProcessHandler} from '../../src/lib/sandbox/runtime/in-process-worker.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {startTestSandbox, type TestSandbox} from './sandbox.ts'

const ALLOW_ALL = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

export const MODEL_START = Date.parse('2026-11-02T10:00:00Z')

/** What the handler does when the connection of one of its calls is cut. */
export type CutPolicy = 'fails' | 'ignores' | 'waits for ever' | 'asks again'

/**
 * A sandbox without a socket on a manual clock, some secrets and a rotation function inside this process that may do
 * everything. Answers the function's ARN too.
 */
export async function modelRotation(
  secrets: readonly string[],
  options: {readonly whenCut: CutPolicy; readonly switches?: SandboxOptions['switches']},
): Promise<{sandbox: TestSandbox; functionArn: string}> {
  const sandbox = await startTestSandbox({
    listen: false,
    clock: {mode: 'manual', startAt: MODEL_START},
    switches: options.switches,
  })
  const {accountId, region} = sandbox
  const Role = sandbox.iam.addRole({accountId, roleName: 'rotation', policies: {all: ALLOW_ALL}})
  const ZipFile = Buffer.from(zipFiles({'index.mjs': ''})).toString('base64')
  const made = {FunctionName: 'model', Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Timeout: 30}
  await sandbox.call('lambda', 'CreateFunction', {...made, Code: {ZipFile}})
  await sandbox.call('lambda', 'AddPermission', {
    FunctionName: 'model',
    StatementId: 'secretsmanager',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  })
  for (const Name of secrets) {
    await sandbox.call('secretsmanager', 'CreateSecret', {Name, SecretString: 'x', ClientRequestToken: tokenOf(Name)})
  }
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:model`
  sandbox.lambda.registerInProcess(functionArn, async (event, {credentials}) => {
    await step(event as RotationEvent, askerOf(sandbox, credentials, options.whenCut))
  })
  return {sandbox, functionArn}
}

/** A ClientRequestToken that tests can read. */
export function tokenOf(name: string): string {
  return name.padEnd(32, '-')
}

interface RotationEvent {
  readonly Step?: string
  readonly SecretId: string
  readonly ClientRequestToken: string
}

type Ask = <Output>(command: {readonly input: object}) => Promise<Output | undefined>

/** Over the bytes of the wire, whether or not anybody still listens to the handler. */
function askerOf(
  sandbox: TestSandbox,
  credentials: Parameters<InProcessHandler>[1]['credentials'],
  whenCut: CutPolicy,
): Ask {
  const client = new SecretsManagerClient({...sandbox.config, credentials, requestHandler: sandbox.requestHandler})
  return async command => {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await client.send(command as never)) as never
      } catch (error) {
        if ((error as {code?: string}).code !== 'ECONNRESET' || whenCut === 'fails' || attempt === 5) throw error
        if (whenCut === 'ignores') return undefined
        await (whenCut === 'asks again' ? wait(1) : new Promise<never>(() => undefined))
      }
    }
  }
}

async function step({Step, SecretId, ClientRequestToken}: RotationEvent, ask: Ask): Promise<void> {
  if (Step === 'createSecret') {
    const written = {SecretId, ClientRequestToken, SecretString: 'y', VersionStages: ['AWSPENDING']}
    await ask(new GetSecretValueCommand({SecretId, VersionId: ClientRequestToken})).catch(() =>
      ask(new PutSecretValueCommand(written)),
    )
  }
  if (Step === 'finishSecret') {
    const described = await ask<DescribeSecretCommandOutput>(new DescribeSecretCommand({SecretId}))
    const labels = Object.entries(described?.VersionIdsToStages ?? {})
    const from = labels.find(([, held]) => held.includes('AWSCURRENT'))?.[0]
    const move = {MoveToVersionId: ClientRequestToken, RemoveFromVersionId: from}
    await ask(new UpdateSecretVersionStageCommand({SecretId, VersionStage: 'AWSCURRENT', ...move}))
  }
}
