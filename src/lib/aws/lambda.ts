import type {FunctionConfiguration as SdkConfiguration} from '@aws-sdk/client-lambda'
import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import {download} from './download.ts'
import {awsFailure} from './errors.ts'
import type {FunctionConfiguration, LambdaGateway} from './gateways.ts'
import {present} from './present.ts'

const service = 'lambda'

// No larger package can be deployed (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
const MOST_CODE_BYTES = 250 * 1024 * 1024

/** Reads of rotation functions. The SDK is loaded with the first call. */
export function lambdaGateway(clients: Clients): LambdaGateway {
  const sdk = lazily(() => import('@aws-sdk/client-lambda'))
  const client = lazily(async () => {
    const {LambdaClient} = await sdk()
    return clients.make(config => new LambdaClient(config), {actions: service})
  })

  return {
    configuration: (arn, options) =>
      orMissing(
        read(clients, {action: `${service}:GetFunctionConfiguration`, resource: arn}, options, async send => {
          const {GetFunctionConfigurationCommand} = await sdk()
          const command = new GetFunctionConfigurationCommand({FunctionName: arn})
          return toConfiguration(arn, await (await client()).send(command, send))
        }),
      ),

    policy: (arn, options) =>
      orMissing(
        read(clients, {action: `${service}:GetPolicy`, resource: arn}, options, async send => {
          const {GetPolicyCommand} = await sdk()
          const answer = await (await client()).send(new GetPolicyCommand({FunctionName: arn}), send)
          const document = JSON.parse(answer.Policy ?? '{}') as {Statement?: unknown}
          const statements = document.Statement ?? []
          return {
            statements: Array.isArray(statements) ? (statements as unknown[]) : [statements],
            ...present({revisionId: answer.RevisionId}),
          }
        }),
      ),

    deployed: (arn, options) =>
      orMissing(
        read(clients, {action: `${service}:GetFunction`, resource: arn}, options, async send => {
          const {GetFunctionCommand} = await sdk()
          const {Code, Configuration = {}} = await (
            await client()
          ).send(new GetFunctionCommand({FunctionName: arn}), send)
          const {env, scope} = clients.options
          const signal = send.abortSignal
          const from = {env, profile: scope.profile, what: `The code of ${arn}`, mostBytes: MOST_CODE_BYTES}
          return {
            configuration: toConfiguration(arn, Configuration),
            variables: Configuration.Environment?.Variables ?? {},
            ...present({
              variablesRefused: Configuration.Environment?.Error?.ErrorCode,
              code:
                Code?.Location === undefined
                  ? undefined
                  : await download(Code.Location, {...from, ...present({signal})}),
            }),
          }
        }),
      ),

    described: (arn, options) =>
      orMissing(
        read(clients, {action: `${service}:GetFunction`, resource: arn}, options, async send => {
          const {GetFunctionCommand} = await sdk()
          const command = new GetFunctionCommand({FunctionName: arn})
          const {Configuration = {}, Tags = {}, TagsError} = await (await client()).send(command, send)
          if (TagsError !== undefined) throw tagsRefused(clients, arn, TagsError.Message ?? '')
          return {
            configuration: toConfiguration(arn, Configuration),
            variables: Configuration.Environment?.Variables ?? {},
            tags: Tags,
            ...present({variablesRefused: Configuration.Environment?.Error?.ErrorCode}),
          }
        }),
      ),

    reservedConcurrency: (arn, options) =>
      orMissing(
        read(clients, {action: `${service}:GetFunctionConcurrency`, resource: arn}, options, async send => {
          const {GetFunctionConcurrencyCommand} = await sdk()
          const answer = await (await client()).send(new GetFunctionConcurrencyCommand({FunctionName: arn}), send)
          return answer.ReservedConcurrentExecutions
        }),
      ),
  }
}

/**
 * Without lambda:ListTags the function is answered and its tags are not: taken for none, they would say that it is
 * somebody else's. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 */
function tagsRefused(clients: Clients, arn: string, message: string): unknown {
  const refused = Object.assign(new Error(message), {name: 'AccessDeniedException'})
  return awsFailure(refused, {action: `${service}:ListTags`, resource: arn, ...clients.about})
}

/** Outside of every VPC the lists are empty. */
function networkOf({VpcId: vpcId = '', SubnetIds, SecurityGroupIds}: NonNullable<SdkConfiguration['VpcConfig']> = {}) {
  if (SubnetIds === undefined || SubnetIds.length === 0) return undefined
  return {vpcId, subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds ?? []}
}

/** Environment values may be secrets, so only their names are taken over. */
function toConfiguration(arn: string, answer: SdkConfiguration): FunctionConfiguration {
  const name = answer.FunctionName ?? arn
  const modified = answer.LastModified === undefined ? Number.NaN : Date.parse(answer.LastModified)
  return {
    arn: answer.FunctionArn ?? arn,
    name,
    // Lambda's defaults: 3 seconds, /aws/lambda/<name>, Text
    // (https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html).
    timeoutMs: (answer.Timeout ?? 3) * 1000,
    logGroup: answer.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: answer.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    environmentNames: Object.keys(answer.Environment?.Variables ?? {}).sort(),
    inVpc: (answer.VpcConfig?.VpcId ?? '') !== '',
    layerArns: (answer.Layers ?? []).map(layer => layer.Arn ?? ''),
    ...present({
      description: answer.Description === '' ? undefined : answer.Description,
      runtime: answer.Runtime,
      handler: answer.Handler,
      roleArn: answer.Role,
      network: networkOf(answer.VpcConfig),
      memoryMb: answer.MemorySize,
      state: answer.State,
      stateReason: answer.StateReason,
      lastUpdateStatus: answer.LastUpdateStatus,
      lastUpdateReason: answer.LastUpdateStatusReason,
      lastModifiedAt: Number.isNaN(modified) ? undefined : modified,
      codeSha256: answer.CodeSha256,
      revisionId: answer.RevisionId,
      systemLogLevel: answer.LoggingConfig?.SystemLogLevel,
    }),
  }
}
