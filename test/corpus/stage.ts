import {readFileSync} from 'node:fs'

import {IAMClient, ListAccessKeysCommand} from '@aws-sdk/client-iam'
import {AddPermissionCommand, CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'

import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'
import {TIMEOUT_SECONDS, type CorpusHandler, type CorpusSetup} from './corpus.ts'

const HOUR_MS = 3_600_000
const LABELS = ['AWSCURRENT', 'AWSPREVIOUS']
const functionName = 'rotator'
const secretName = 'team/svc'
const LOGIN_SERVICE = 'shop'
const REPLICA_SERVICE = 'shop-replica'

export type Value = Record<string, unknown>

/** One handler of the corpus, deployed with its own policy before a secret and a target of its own. */
export class CorpusStage implements AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly handler: CorpusHandler
  readonly setup: CorpusSetup
  readonly #secrets: SecretsManagerClient
  #rotations = 0

  private constructor(sandbox: TestSandbox, handler: CorpusHandler, setup: CorpusSetup, secrets: SecretsManagerClient) {
    this.sandbox = sandbox
    this.handler = handler
    this.setup = setup
    this.#secrets = secrets
  }

  static async start(handler: CorpusHandler): Promise<CorpusStage> {
    const sandbox = await startTestSandbox({switches: {keySpreadMs: 300}})
    // Time jumps here, and the second attempt is signed with the time of the first answer.
    const secrets = new SecretsManagerClient({...sandbox.config, maxAttempts: 2})
    const setup = await setUp(sandbox, secrets, handler)
    await deploy(sandbox, handler, setup)
    return new CorpusStage(sandbox, handler, setup, secrets)
  }

  /** One rotation and the service's retries, until AWSCURRENT has moved. Answers its version. */
  async rotate(): Promise<string> {
    const ClientRequestToken = this.sandbox.world.uuid()
    const first = this.#rotations === 0
    this.#rotations += 1
    const RotationLambdaARN = `arn:aws:lambda:${this.sandbox.region}:${this.sandbox.accountId}:function:${functionName}`
    const configure = {RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 300}}
    const SecretId = this.setup.secretArn
    await this.#secrets.send(new RotateSecretCommand({SecretId, ClientRequestToken, ...(first ? configure : {})}))
    for (let retries = 0; retries < 3; retries += 1) {
      await this.sandbox.clock.idle()
      if ((await this.labels())[ClientRequestToken]?.includes('AWSCURRENT') === true) break
      await this.sandbox.clock.advance(61_000)
    }
    await this.sandbox.clock.advance(5000)
    return ClientRequestToken
  }

  async passDays(days: number): Promise<void> {
    await this.sandbox.clock.advance(days * 24 * HOUR_MS)
  }

  async labels(): Promise<Record<string, string[]>> {
    const {VersionIdsToStages} = await this.#secrets.send(new DescribeSecretCommand({SecretId: this.setup.secretArn}))
    return VersionIdsToStages ?? {}
  }

  async value(VersionStage = 'AWSCURRENT'): Promise<Value> {
    const selector = {SecretId: this.setup.secretArn, VersionStage}
    const {SecretString} = await this.#secrets.send(new GetSecretValueCommand(selector))
    return JSON.parse(SecretString!) as Value
  }

  /** What the function asked of AWS, in order. */
  calls(): string[] {
    return this.sandbox.callRecord
      .entries()
      .filter(({kind, functionArn, service}) => kind === 'call' && functionArn !== undefined && service !== 'logs')
      .map(({operation, error}) => `${operation}${error === undefined ? '' : ` ${error}`}`)
  }

  /** Whether the target takes this value as a client would show it. */
  async accepts(value: Value): Promise<boolean> {
    const text = (field: string) => String(value[field])
    const {kind} = this.handler.target
    if (kind === 'none') return true
    if (kind === 'iam-user') return this.#lets(text('accessKeyId'), text('secretAccessKey'))
    if (kind === 'appsync-api') return this.sandbox.appsync.accepts(text('apiId'), text('apiKey'))
    return this.sandbox.logins.accepts(LOGIN_SERVICE, text('username'), text('password'))
  }

  async #lets(accessKeyId: string, secretAccessKey: string): Promise<boolean> {
    const credentials = {accessKeyId, secretAccessKey}
    const sts = new STSClient({...this.sandbox.config, credentials, maxAttempts: 2})
    try {
      const {Arn} = await sts.send(new GetCallerIdentityCommand({}))
      return Arn?.endsWith(`:user/${this.setup.user.userName}`) === true
    } catch {
      return false
    } finally {
      sts.destroy()
    }
  }

  /** Ids of credentials that the target takes and no labelled version holds. */
  async orphans(): Promise<string[]> {
    const held = await Promise.all(LABELS.map(label => this.value(label)))
    const {kind} = this.handler.target
    if (kind === 'appsync-api') {
      const endingAt = this.sandbox.clock.now() + 26 * HOUR_MS
      const live = this.sandbox.appsync.keys(this.setup.api.apiId).filter(({expires}) => expires > endingAt)
      return live.map(({id}) => id).filter(id => !held.some(value => value['apiKey'] === id))
    }
    if (kind !== 'iam-user') return []
    const iam = new IAMClient({...this.sandbox.config, maxAttempts: 2})
    const {AccessKeyMetadata = []} = await iam.send(new ListAccessKeysCommand({UserName: this.setup.user.userName}))
    iam.destroy()
    return AccessKeyMetadata.filter(({Status}) => Status === 'Active')
      .map(({AccessKeyId}) => AccessKeyId!)
      .filter(id => !held.some(value => value['accessKeyId'] === id))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#secrets.destroy()
    await this.sandbox.stop()
  }
}

async function setUp(
  sandbox: TestSandbox,
  secrets: SecretsManagerClient,
  handler: CorpusHandler,
): Promise<CorpusSetup> {
  const {accountId, region} = sandbox
  const key = sandbox.iam.addUser({accountId, userName: 'svc'})
  const api = sandbox.appsync.createApi({accountId, region})
  const master = {username: 'root', password: 'the-password-of-the-master'}
  sandbox.logins.setAdmin(LOGIN_SERVICE, master.username, master.password)
  const masterSecret = new CreateSecretCommand({Name: 'team/master', SecretString: JSON.stringify(master)})
  const setup = {
    accountId,
    region,
    secretArn: '',
    user: {userName: 'svc', ...key},
    api: {...api, apiKey: sandbox.appsync.createKey(api.apiId, {expiresInDays: 100})},
    login: {
      url: sandbox.logins.urlOf(LOGIN_SERVICE),
      replicaUrl: sandbox.logins.urlOf(REPLICA_SERVICE),
      username: 'svc',
      password: 'the-first-password',
    },
    masterSecretArn: (await secrets.send(masterSecret)).ARN!,
    topicArn: ((await sandbox.call('sns', 'CreateTopic', {Name: 'rotations'})) as {TopicArn: string}).TopicArn,
  }
  const {username, password} = setup.login
  for (const service of [LOGIN_SERVICE, REPLICA_SERVICE]) sandbox.logins.setPassword(service, username, password)
  const SecretString = JSON.stringify(handler.secretValue(setup))
  const created = await secrets.send(new CreateSecretCommand({Name: secretName, SecretString}))
  return {...setup, secretArn: created.ARN!}
}

async function deploy(sandbox: TestSandbox, handler: CorpusHandler, setup: CorpusSetup): Promise<void> {
  const logs = {
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `arn:aws:logs:${setup.region}:${setup.accountId}:*`,
  }
  const rotation = {Version: '2012-10-17', Statement: [...handler.policy(setup), logs]}
  const Role = sandbox.iam.addRole({accountId: setup.accountId, roleName: 'rotator', policies: {rotation}})
  const source = readFileSync(new URL(handler.file, import.meta.url), 'utf8')
  const lambda = new LambdaClient(sandbox.config)
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Role,
      Runtime: handler.runtime as 'nodejs24.x',
      Handler: handler.handler,
      Timeout: TIMEOUT_SECONDS,
      Code: {ZipFile: zipFiles({[handler.file.endsWith('.py') ? 'index.py' : 'index.mjs']: source})},
      Environment: {Variables: handler.variables},
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: 'secrets-manager',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  lambda.destroy()
}
