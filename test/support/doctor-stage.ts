import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {resolve} from 'node:path'
import type {Clock} from '../../src/lib/operations/context.ts'
import type {SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {coupledClock} from './coupled-clock.ts'
import {breachesOf} from './json-schema.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from './run-secrot.ts'
import {startTestSandbox, type TestSandbox} from './sandbox.ts'

export type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'

/** What goes wrong in a rotation function. */
export interface Failing {
  /** any: whichever step is sent. */
  readonly step: Step | 'any'
  /** What it writes into its log before. */
  readonly says?: readonly string[]
  /** What its error says beside. Absent: nothing. */
  readonly complains?: string
  /**
   * throws: before it does anything · throws-after: once the step is done · sleeps: past its time limit · idles: reports
   * success and does nothing · the others throw as a handler does that meets this.
   */
  readonly how: 'throws' | 'throws-after' | 'sleeps' | 'idles' | 'cannot-load' | 'no-network' | 'denied' | 'limit'
}

export interface Event {
  readonly Step: Step
  readonly SecretId: string
  readonly ClientRequestToken: string
}

const demo = resolve(import.meta.dirname, '../../src/lib/sandbox/scenarios/demo/handlers')
/** Asks the login service about a value. */
export const loginProbe = resolve(import.meta.dirname, 'login-probe.bash')

interface LoginModule {
  readonly makeHandler: (world: {
    secrets: SecretsManagerClient
    ask(url: string, path: string, body: object): Promise<number>
    sleep(ms: number): Promise<unknown>
    env: Record<string, string | undefined>
    log(text: string): void
  }) => (event: Event) => Promise<void>
}

/** A sandbox with login services as targets and rotation functions that can be made to fail. */
export interface DoctorStage extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly secrets: SecretsManagerClient
  readonly lambda: LambdaClient
  readonly clock: Clock
  /** A function that rotates passwords at login services. Returns its ARN. */
  rotator(name: string, failing?: Failing): Promise<string>
  /** Changes what goes wrong from now on; undefined: nothing. The function is changed, too, unless `quietly`. */
  mend(name: string, failing?: Failing, quietly?: boolean): Promise<void>
  /** A secret whose user is known at a login service of its own; rotated once, and what comes of it has happened. */
  secret(name: string, functionArn?: string, options?: {rotate?: boolean; password?: string}): Promise<string>
  rotate(name: string): Promise<string>
  labels(name: string): Promise<Record<string, string>>
  /** Versions with their labels, those without labels too. */
  versions(name: string): Promise<Record<string, readonly string[]>>
  move(name: string, label: string, from?: string, to?: string): Promise<void>
  /** The password in a version's value. */
  password(name: string, versionId: string): Promise<string>
  /** Whether the login service takes a version's value. */
  accepts(name: string, versionId: string): Promise<boolean>
  /** As the service's administrator: sets the password to that of a version. */
  setTarget(name: string, versionId: string): Promise<void>
  codeOf(name: string): Promise<string>
  pass(ms: number): Promise<void>
  run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun>
}

const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export async function startDoctorStage(options: SandboxOptions = {}): Promise<DoctorStage> {
  const sandbox = await startTestSandbox({
    clock: {mode: 'manual', startAt: Date.parse('2026-11-02T10:00:00Z')},
    ...options,
  })
  const config = {...sandbox.config, maxAttempts: 3}
  const secrets = new SecretsManagerClient(config)
  const lambda = new LambdaClient(config)
  const {makeHandler} = (await import(`${demo}/login-rotation.mjs`)) as LoginModule
  const roleArn = sandbox.iam.addRole({
    accountId: sandbox.accountId,
    roleName: 'rotation',
    policies: {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
  })
  const coupled = coupledClock(sandbox)
  const {clock} = coupled
  const failing = new Map<string, Failing>()

  const post = async (url: string, path: string, body: object): Promise<number> => {
    const {status} = await fetch(`${url}/${path}`, {method: 'POST', body: JSON.stringify(body)})
    return status
  }
  const describe = (name: string) => secrets.send(new DescribeSecretCommand({SecretId: name}))
  const value = async (name: string, versionId: string) => {
    const {SecretString: text = '{}'} = await secrets.send(
      new GetSecretValueCommand({SecretId: name, VersionId: versionId}),
    )
    return JSON.parse(text) as {url: string; user: string; password: string}
  }
  const rotate = async (name: string, more: object = {}): Promise<string> => {
    const answer = await secrets.send(new RotateSecretCommand({SecretId: name, ...more}))
    await sandbox.clock.idle()
    return answer.VersionId ?? ''
  }

  const stage: DoctorStage = {
    sandbox,
    secrets,
    lambda,
    clock,
    rotate,
    pass: ms => sandbox.clock.advance(ms),
    async rotator(name, how) {
      if (how !== undefined) failing.set(name, how)
      const created = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: roleArn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: 30,
          Code: {ZipFile: zipFiles({'index.mjs': `export const handler = async () => '${name}'`})},
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
        const credentials = {accessKeyId, secretAccessKey, sessionToken: context.env['AWS_SESSION_TOKEN'] ?? ''}
        const client = new SecretsManagerClient({...config, credentials})
        const handler = makeHandler({
          secrets: client,
          ask: post,
          sleep: ms => context.clock.sleep(ms),
          env: {},
          log: text => context.log(text),
        })
        const step = event as Event
        const fault = failing.get(name)
        if (fault === undefined || (fault.step !== 'any' && fault.step !== step.Step)) return handler(step)
        context.log(`${step.Step} ${step.SecretId} version ${step.ClientRequestToken}`)
        for (const text of fault.says ?? []) context.log(text)
        if (fault.how === 'idles') return undefined
        if (fault.how === 'throws-after') await handler(step)
        if (fault.how === 'sleeps') await context.clock.sleep(120_000)
        throw errorOf(fault, step)
      })
      return arn
    },
    async mend(name, how, quietly = false) {
      if (how === undefined) failing.delete(name)
      else failing.set(name, how)
      if (!quietly) await lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: name, MemorySize: 256}))
    },
    async secret(name, functionArn, more = {}) {
      const service = name.replaceAll('/', '-')
      const url = sandbox.logins.urlOf(service)
      const password = more.password ?? 'first-password-0001'
      sandbox.logins.setPassword(service, 'app', password)
      const created = await secrets.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: JSON.stringify({url, user: 'app', password}),
        }),
      )
      await sandbox.clock.advance(1000)
      if (functionArn !== undefined)
        await rotate(name, {
          RotationLambdaARN: functionArn,
          RotationRules: {AutomaticallyAfterDays: 30},
          RotateImmediately: more.rotate ?? true,
        })
      await sandbox.clock.advance(5000)
      return created.ARN ?? ''
    },
    async labels(name) {
      const {VersionIdsToStages: staging = {}} = await describe(name)
      return Object.fromEntries(Object.entries(staging).flatMap(([id, labels]) => labels.map(label => [label, id])))
    },
    async versions(name) {
      const {Versions: versions = []} = await secrets.send(
        new ListSecretVersionIdsCommand({SecretId: name, IncludeDeprecated: true}),
      )
      return Object.fromEntries(versions.map(version => [version.VersionId ?? '', version.VersionStages ?? []]))
    },
    async move(name, label, from, to) {
      await secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage: label,
          ...(from === undefined ? {} : {RemoveFromVersionId: from}),
          ...(to === undefined ? {} : {MoveToVersionId: to}),
        }),
      )
    },
    password: async (name, versionId) => (await value(name, versionId)).password,
    async accepts(name, versionId) {
      const {user, password} = await value(name, versionId)
      return sandbox.logins.accepts(name.replaceAll('/', '-'), user, password)
    },
    async setTarget(name, versionId) {
      const {user, password} = await value(name, versionId)
      sandbox.logins.setPassword(name.replaceAll('/', '-'), user, password)
    },
    async codeOf(name) {
      const {GetFunctionConfigurationCommand} = await import('@aws-sdk/client-lambda')
      const {CodeSha256 = ''} = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: name}))
      return CodeSha256
    },
    run: async (argv, more = {}) => answered(argv, await runSecrot(argv, {sandbox, clock, ...more})),
    async [Symbol.asyncDispose]() {
      coupled.stop()
      secrets.destroy()
      lambda.destroy()
      await sandbox.stop()
    },
  }
  return stage
}

/** Every answer of the doctor that a test sees is held against its schema. */
function answered(argv: readonly string[], run: SecrotRun): SecrotRun {
  const [command] = argv
  if ((command !== 'doctor' && command !== 'apply') || !argv.includes('--json')) return run
  const answer = run.json as {readonly error?: object}
  const breaches = answer.error === undefined ? breachesOf('doctor', answer) : []
  if (breaches.length > 0) throw new Error(`the answer breaks docs/schemas/doctor.schema.json: ${breaches.join('; ')}`)
  return run
}

/** What a handler throws. Each message holds a canary, which nothing may show. */
function errorOf({how, complains = ''}: Failing, {Step: step}: Event): Error {
  const aws = {$metadata: {httpStatusCode: 400}, $fault: 'client'}
  if (how === 'cannot-load')
    return Object.assign(new Error("Cannot find module 'canary'"), {name: 'Runtime.ImportModuleError'})
  if (how === 'no-network')
    return Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432 canary'), {name: 'Error', code: 'ECONNREFUSED'})
  if (how === 'denied')
    return Object.assign(new Error('User: canary is not authorized to perform: iam:CreateAccessKey'), {
      ...aws,
      name: 'AccessDeniedException',
    })
  if (how === 'limit')
    return Object.assign(new Error('Cannot exceed quota for AccessKeysPerUser: 2 canary'), {
      ...aws,
      name: 'LimitExceededException',
    })
  return Object.assign(new Error(`canary in ${step}${complains}`), {name: 'TargetError'})
}
