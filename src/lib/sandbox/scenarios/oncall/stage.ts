import {zipFiles} from '../../runtime/zip.ts'
import type {Sandbox} from '../../sandbox.ts'
import {rotationFunction, type Rotator} from './rotator.ts'

export interface Schedule {
  readonly ScheduleExpression: string
  readonly Duration?: string
}

/** The calls of the story, as root of the account; functions run inside this process, in virtual time. */
export class Stage {
  readonly sandbox: Sandbox
  readonly #roleArn: string

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
    const {accountId} = sandbox
    this.#roleArn = sandbox.iam.addRole({accountId, roleName: 'rotation', policies: {rotation: allowing('*')}})
  }

  /** A function with 30 seconds that Secrets Manager may invoke. */
  async deploy(name: string, rotator: Rotator): Promise<void> {
    const ZipFile = Buffer.from(zipFiles({'index.mjs': 'export const handler = async () => {}\n'})).toString('base64')
    await this.call('lambda', 'CreateFunction', {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: this.#roleArn,
      Timeout: 30,
      MemorySize: 128,
      Code: {ZipFile},
    })
    await this.call('lambda', 'AddPermission', {
      FunctionName: name,
      StatementId: 'secretsmanager',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: this.sandbox.accountId,
    })
    this.sandbox.lambda.registerInProcess(this.functionArn(name), rotationFunction(this.sandbox, rotator))
  }

  functionArn(name: string): string {
    return `arn:aws:lambda:${this.sandbox.region}:${this.sandbox.accountId}:function:${name}`
  }

  /** A secret with its first value. Answers its ARN. */
  async create(
    name: string,
    options: {readonly token?: string; readonly value?: string; readonly tags?: object} = {},
  ): Promise<string> {
    const {ARN} = (await this.call('secretsmanager', 'CreateSecret', {
      Name: name,
      ClientRequestToken: options.token ?? this.sandbox.world.uuid(),
      SecretString: options.value ?? 'first-value',
      Tags: Object.entries(options.tags ?? {}).map(([Key, Value]) => ({Key, Value: String(Value)})),
    })) as {ARN: string}
    return ARN
  }

  async put(name: string, value: string): Promise<void> {
    const ClientRequestToken = this.sandbox.world.uuid()
    await this.call('secretsmanager', 'PutSecretValue', {SecretId: name, ClientRequestToken, SecretString: value})
  }

  /** Starts a rotation and does not wait for it. Absent members stay as they are stored. */
  async rotate(
    name: string,
    options: {
      readonly token?: string
      readonly functionName?: string
      readonly schedule?: Schedule
      readonly immediately?: boolean
    } = {},
  ): Promise<void> {
    const {token, functionName, schedule, immediately} = options
    await this.call('secretsmanager', 'RotateSecret', {
      SecretId: name,
      ClientRequestToken: token ?? this.sandbox.world.uuid(),
      ...(functionName === undefined ? {} : {RotationLambdaARN: this.functionArn(functionName)}),
      ...(schedule === undefined ? {} : {RotationRules: schedule}),
      ...(immediately === undefined ? {} : {RotateImmediately: immediately}),
    })
  }

  /** From now on rotations of the secret begin when the story says so and at no moment that chance picks in a window. */
  async byHand(name: string): Promise<void> {
    const {ARN} = (await this.call('secretsmanager', 'DescribeSecret', {SecretId: name})) as {ARN: string}
    this.sandbox.secretsManager.missWindows(ARN)
  }

  call(service: string, operation: string, input: Record<string, unknown>): Promise<unknown> {
    return this.sandbox.call(service, operation, input)
  }
}

function allowing(action: string): object {
  return {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: action, Resource: '*'}]}
}
