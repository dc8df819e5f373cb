import type {Sandbox} from '../../sandbox/index.ts'
import type {StagedSecret} from '../bench.ts'
import type {Subject} from '../subject.ts'
import {stageAssumableRoles} from './assumable-roles.ts'
import {stageNotices} from './notices.ts'
import {everythingUnder, stageKey} from './stage-key.ts'
import {drawnUuid, scenarioDraws} from './draws.ts'
import type {StagedTarget, TargetSetup} from '../targets/staged.ts'

/** What a rehearsal is played with. */
export interface StageSpec {
  readonly subject: Subject
  /** Value of the secret before anything happens; `{{name}}` stands for the target's own: see `StagedTarget.fields`. */
  readonly secretValue: string
  readonly secretName: string
  /** Name of the target as declared. */
  readonly targetName: string
  readonly target: TargetSetup
  /** A second secret of the function has a target of its own. Absent: true. */
  readonly hasSecond?: boolean
  /** The function needs the sandbox alone and no server beside it, so it may have a network of its own. Absent: false. */
  readonly needsSandboxOnly?: boolean
  /** Hosts outside this machine that the function may reach. Absent: none. */
  readonly allowedHosts?: readonly string[]
  /** `alias/…` of the customer managed key that the function's secrets are encrypted with. Absent: aws/secretsmanager. */
  readonly keyAlias?: string
  /** Statements of the role; undefined: everything is allowed. */
  readonly policy?: object
  /** Further secrets, such as the login of an administrator: name → value. `{{masterSecretArn}}` is the ARN of `master`. */
  readonly otherSecrets?: Readonly<Record<string, string>>
}

export interface Stage {
  readonly functionArn: string
  readonly functionName: string
  readonly roleName: string
  readonly secret: StagedSecret
  readonly second: StagedSecret | undefined
  readonly sibling: StagedSecret | undefined
  readonly targets: readonly StagedTarget[]
  /** The customer managed key of the secrets. Absent: none. */
  readonly keyArn?: string
}

export const ROLE_NAME = 'rehearsed-role'
const FUNCTION_NAME = 'rehearsed'
const EVERYTHING = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

/** Builds it in an empty sandbox: role, targets, secrets, the function, and the permission to invoke it. */
export async function buildStage(sandbox: Sandbox, spec: StageSpec): Promise<Stage> {
  const {accountId} = sandbox
  const keyArn = spec.keyAlias === undefined ? undefined : await stageKey(sandbox, spec.keyAlias)
  const free = keyArn === undefined ? EVERYTHING : everythingUnder(keyArn)
  const roleArn = sandbox.iam.addRole({
    accountId,
    roleName: ROLE_NAME,
    policies: {rehearsed: spec.policy ?? free},
  })
  const first = await spec.target(sandbox, spec.targetName)
  const other = spec.hasSecond === false ? undefined : await spec.target(sandbox, `${spec.targetName}-2`)
  const master = await otherSecrets(sandbox, spec, first)
  const notices = await stageNotices(sandbox, [spec.secretValue, ...Object.values(spec.subject.variables)])
  const fields = {...first.fields, ...master, ...notices}
  const secret = await addSecret(sandbox, spec.secretName, filled(spec.secretValue, fields), first, keyArn)
  const second =
    other === undefined
      ? undefined
      : await addSecret(
          sandbox,
          `${spec.secretName}-second`,
          filled(spec.secretValue, {...other.fields, ...master, ...notices}),
          other,
          keyArn,
        )
  const sibling = first.target.hasModel
    ? await addSecret(sandbox, `${spec.secretName}-same-user`, filled(spec.secretValue, fields), first, keyArn)
    : undefined
  // Decoys that nothing may touch.
  await createSecret(sandbox, 'decoy/of-somebody-else', 'decoy-value-x7')
  const functionArn = await addFunction(sandbox, spec.subject, {roleArn, fields})
  return {
    functionArn,
    functionName: FUNCTION_NAME,
    roleName: ROLE_NAME,
    secret,
    second,
    sibling,
    targets: other === undefined ? [first] : [first, other],
    ...(keyArn === undefined ? {} : {keyArn}),
  }
}

/** Replaces `{{name}}`; in JSON a value is escaped as JSON wants. */
export function filled(template: string, fields: Readonly<Record<string, string>>): string {
  const json = template.trimStart().startsWith('{')
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = fields[name]
    if (value === undefined) return whole
    return json ? JSON.stringify(value).slice(1, -1) : value
  })
}

async function otherSecrets(sandbox: Sandbox, spec: StageSpec, target: StagedTarget): Promise<Record<string, string>> {
  const arns: Record<string, string> = {}
  for (const [name, value] of Object.entries(spec.otherSecrets ?? {})) {
    const SecretString = filled(value, target.fields)
    arns[`${name}SecretArn`] = await createSecret(sandbox, name, SecretString)
  }
  return arns
}

async function addSecret(
  sandbox: Sandbox,
  name: string,
  SecretString: string,
  staged: StagedTarget,
  keyArn: string | undefined,
): Promise<StagedSecret> {
  return {arn: await createSecret(sandbox, name, SecretString, keyArn), name, target: staged.target}
}

async function createSecret(sandbox: Sandbox, Name: string, SecretString: string, keyArn?: string): Promise<string> {
  const key = keyArn === undefined ? {} : {KmsKeyId: keyArn}
  const ClientRequestToken = drawnUuid(scenarioDraws(sandbox.seed, `stage/${Name}`))
  const made = await sandbox.call('secretsmanager', 'CreateSecret', {Name, SecretString, ClientRequestToken, ...key})
  return (made as {ARN: string}).ARN
}

async function addFunction(
  sandbox: Sandbox,
  subject: Subject,
  {roleArn, fields}: {readonly roleArn: string; readonly fields: Readonly<Record<string, string>>},
): Promise<string> {
  const given = Object.entries(subject.variables).map(([name, value]) => [name, filled(value, fields)] as const)
  const Variables = stageAssumableRoles(sandbox, Object.fromEntries(given), roleArn)
  const made = (await sandbox.call('lambda', 'CreateFunction', {
    FunctionName: FUNCTION_NAME,
    Role: roleArn,
    Runtime: subject.runtime,
    Handler: subject.handler,
    Timeout: Math.max(1, Math.ceil(subject.timeoutMs / 1000)),
    MemorySize: subject.memoryMb,
    Code: {ZipFile: Buffer.from(subject.code).toString('base64')},
    ...(given.length === 0 ? {} : {Environment: {Variables}}),
  })) as {FunctionArn: string}
  await sandbox.call('lambda', 'AddPermission', {
    FunctionName: FUNCTION_NAME,
    StatementId: 'secrets-manager',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  })
  return made.FunctionArn
}
