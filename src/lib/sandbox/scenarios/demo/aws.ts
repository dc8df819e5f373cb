import type {Sandbox} from '../../sandbox.ts'
import {zipFiles} from '../../runtime/zip.ts'

export interface FunctionSetup {
  readonly name: string
  /** Path in the package → text; the handler is `index.handler`. */
  readonly files: Readonly<Record<string, string>>
  readonly roleArn: string
  readonly timeoutSeconds: number
  readonly environment?: Readonly<Record<string, string>>
}

/** The calls that tell a scenario's story, in the sandbox's own region and as root of its account. */
export class Story {
  readonly #sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  /** A role that Lambda may assume and that may do everything in `actions`. */
  role(name: string, actions: readonly string[]): string {
    const document = policyOf(actions)
    return this.#sandbox.iam.addRole({
      accountId: this.#sandbox.accountId,
      roleName: name,
      policies: {rotation: document},
    })
  }

  async allow(roleName: string, actions: readonly string[]): Promise<void> {
    const PolicyDocument = JSON.stringify(policyOf(actions))
    await this.#call('iam', 'PutRolePolicy', {RoleName: roleName, PolicyName: 'rotation', PolicyDocument})
  }

  /** A function that Secrets Manager of this account may invoke. Answers its ARN. */
  async deploy(setup: FunctionSetup): Promise<string> {
    const {FunctionArn} = (await this.#call('lambda', 'CreateFunction', {
      FunctionName: setup.name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: setup.roleArn,
      Timeout: setup.timeoutSeconds,
      MemorySize: 128,
      Code: {ZipFile: packageOf(setup.files)},
      ...(setup.environment === undefined ? {} : {Environment: {Variables: setup.environment}}),
    })) as {FunctionArn: string}
    await this.#call('lambda', 'AddPermission', {
      FunctionName: setup.name,
      StatementId: 'secretsmanager',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: this.#sandbox.accountId,
    })
    await this.pass(10_000)
    return FunctionArn
  }

  async redeploy(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    await this.#call('lambda', 'UpdateFunctionCode', {FunctionName: name, ZipFile: packageOf(files)})
    await this.pass(10_000)
  }

  async configure(name: string, environment: Readonly<Record<string, string>>): Promise<void> {
    const Environment = {Variables: environment}
    await this.#call('lambda', 'UpdateFunctionConfiguration', {FunctionName: name, Environment})
    await this.pass(10_000)
  }

  /** A secret with its first value. Answers its ARN. */
  async secret(name: string, value: object, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({Key, Value}))
    const ClientRequestToken = this.#sandbox.world.uuid()
    const input = {Name: name, SecretString: JSON.stringify(value), ClientRequestToken, Tags}
    const {ARN} = (await this.#call('secretsmanager', 'CreateSecret', input)) as {ARN: string}
    return ARN
  }

  /** Turns rotation on with a rate in days and rotates at once. Resolves before the rotation ends. */
  async enable(secretArn: string, functionArn: string, days: number): Promise<void> {
    await this.#call('secretsmanager', 'RotateSecret', {
      SecretId: secretArn,
      ClientRequestToken: this.#sandbox.world.uuid(),
      RotationLambdaARN: functionArn,
      RotationRules: {ScheduleExpression: `rate(${days} days)`},
    })
  }

  /** Starts a rotation. Resolves before it ends. */
  async rotate(secretArn: string): Promise<void> {
    const input = {SecretId: secretArn, ClientRequestToken: this.#sandbox.world.uuid()}
    await this.#call('secretsmanager', 'RotateSecret', input)
  }

  async cancel(secretArn: string): Promise<void> {
    await this.#call('secretsmanager', 'CancelRotateSecret', {SecretId: secretArn})
  }

  /** Lets virtual time pass, and waits for everything that it sets off. */
  async pass(ms: number): Promise<void> {
    await this.#sandbox.clock.idle()
    await this.#sandbox.clock.advance(ms)
    await this.#sandbox.clock.idle()
  }

  #call(service: string, operation: string, input: Record<string, unknown>): Promise<unknown> {
    return this.#sandbox.call(service, operation, input)
  }
}

function packageOf(files: Readonly<Record<string, string>>): string {
  return Buffer.from(zipFiles(files)).toString('base64')
}

function policyOf(actions: readonly string[]): object {
  return {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: actions, Resource: '*'}]}
}
