import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {demoFolder, startSandbox, type Sandbox, type SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {accountId, loginService, operatorName, region, rotatorName, secretName, startedAt, userName} from './names.ts'
import type {Beginning, TargetKind} from './plan.ts'

const everything = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}
const second = 1000

/** A sandbox with one secret, its function and its target, as it is before anything goes wrong. */
export interface Stage {
  readonly sandbox: Sandbox
  readonly target: TargetKind
  readonly operator: {readonly accessKeyId: string; readonly secretAccessKey: string}
  readonly secretArn: string
  readonly functionArn: string
  readonly codeSha256: string
  /** A call of the account's root: other people, and AWS's own scheduler. */
  readonly root: (service: string, operation: string, input: Record<string, unknown>) => Promise<unknown>
}

export interface StageOptions extends Beginning {
  readonly listen: boolean
  readonly onEntry: SandboxOptions['onEntry']
  /** Called once the function exists, before it is invoked for the first time. */
  readonly onFunction?: (sandbox: Sandbox, functionArn: string) => void
}

/** Equal options make equal sandboxes, so that a run in this process and one of processes begin with the same. */
export async function buildStage(options: StageOptions): Promise<Stage> {
  const {target, listen, onEntry} = options
  const sandbox = await startSandbox({
    seed: 1,
    accountId,
    region,
    listen,
    clock: {mode: 'manual', startAt: startedAt},
    switches: {
      keySpreadMs: 0,
      // Steps begin only when time passes, so that what secrot reads at the same moment cannot come between.
      stepDelayMs: 100,
      rotationAttempts: options.attempts,
      trailDelayMs: options.trailDelayMs,
      testRotationLeavesPending: true,
    },
    ...(onEntry === undefined ? {} : {onEntry}),
  })
  const root: Stage['root'] = (service, operation, input) => sandbox.call(service, operation, input)
  const operator = sandbox.iam.addUser({accountId, userName: operatorName, policies: {all: everything}})
  const roleArn = sandbox.iam.addRole({accountId, roleName: 'rotation', policies: {all: everything}})
  const deployed = (await root('lambda', 'CreateFunction', {
    FunctionName: rotatorName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: roleArn,
    Timeout: 10,
    Code: {ZipFile: Buffer.from(zipFiles({'index.mjs': handlerText(target)})).toString('base64')},
  })) as {FunctionArn: string; CodeSha256: string}
  await root('lambda', 'AddPermission', {
    FunctionName: rotatorName,
    StatementId: 'secretsmanager',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: accountId,
  })
  options.onFunction?.(sandbox, deployed.FunctionArn)
  const {ARN: secretArn} = (await root('secretsmanager', 'CreateSecret', {
    Name: secretName,
    ClientRequestToken: sandbox.world.uuid(),
    SecretString: firstValue(sandbox, target),
    ...(target === 'login' ? {} : {Tags: [{Key: 'secrot:target', Value: 'iam-key'}]}),
  })) as {ARN: string}
  const stage: Stage = {
    sandbox,
    target,
    operator,
    secretArn,
    functionArn: deployed.FunctionArn,
    codeSha256: deployed.CodeSha256,
    root,
  }
  await switchOn(stage, options.history)
  return stage
}

async function switchOn({sandbox, secretArn, functionArn, root}: Stage, history: number): Promise<void> {
  const day = 86_400_000
  for (let rotation = 0; rotation < Math.max(1, history); rotation += 1) {
    await sandbox.clock.advance(day)
    await root('secretsmanager', 'RotateSecret', {
      SecretId: secretArn,
      ClientRequestToken: sandbox.world.uuid(),
      ...(rotation === 0 ? {RotationLambdaARN: functionArn, RotationRules: {AutomaticallyAfterDays: 365}} : {}),
      // Without any history the schedule is only switched on.
      ...(history === 0 ? {RotateImmediately: false} : {}),
    })
    await sandbox.clock.idle()
    await sandbox.clock.advance(30 * second)
  }
  await sandbox.clock.advance(day)
}

function handlerText(target: TargetKind): string {
  // The one for logins waits for nothing by itself, so that a process, which waits in real time, keeps to the model.
  const file =
    target === 'login' ? join(import.meta.dirname, 'login-rotation.mjs') : join(demoFolder(), 'access-key-rotation.mjs')
  return readFileSync(file, 'utf8')
}

function firstValue(sandbox: Sandbox, target: TargetKind): string {
  if (target === 'access-key') {
    const {accessKeyId, secretAccessKey} = sandbox.iam.addUser({accountId, userName})
    return JSON.stringify({userName, accessKeyId, secretAccessKey})
  }
  const password = 'first-password-0001'
  sandbox.logins.setPassword(loginService, userName, password)
  return JSON.stringify({url: sandbox.logins.urlOf(loginService), user: userName, password})
}
