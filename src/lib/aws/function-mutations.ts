import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {FunctionMutations, FunctionSettingsInput} from './gateways.ts'
import {present} from './present.ts'

const service = 'lambda'

/** Functions come and go. Reached through operations/mutate.ts only. */
export function functionMutations(clients: Clients): FunctionMutations {
  const sdk = lazily(() => import('@aws-sdk/client-lambda'))
  const client = lazily(async () => {
    const {LambdaClient} = await sdk()
    return clients.make(config => new LambdaClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    create: ({name, description, code, tags, network, ...settings}) =>
      change(clients, {action: `${service}:CreateFunction`, resource: name}, async () => {
        const {CreateFunctionCommand} = await sdk()
        const {Role, ...configuration} = settingsInput({...settings, ...present({network})})
        await (
          await client()
        ).send(
          new CreateFunctionCommand({
            FunctionName: name,
            Description: description,
            Code: {ZipFile: code},
            Role: Role ?? '',
            ...configuration,
            Tags: {...tags},
          }),
        )
      }),

    updateCode: ({name, code}) =>
      change(clients, {action: `${service}:UpdateFunctionCode`, resource: name}, async () => {
        const {UpdateFunctionCodeCommand} = await sdk()
        await (await client()).send(new UpdateFunctionCodeCommand({FunctionName: name, ZipFile: code}))
      }),

    updateSettings: ({name, settings}) =>
      change(clients, {action: `${service}:UpdateFunctionConfiguration`, resource: name}, async () => {
        const {UpdateFunctionConfigurationCommand} = await sdk()
        await (
          await client()
        ).send(new UpdateFunctionConfigurationCommand({FunctionName: name, ...settingsInput(settings)}))
      }),

    delete: ({name}) =>
      change(clients, {action: `${service}:DeleteFunction`, resource: name}, async () => {
        const {DeleteFunctionCommand} = await sdk()
        await (await client()).send(new DeleteFunctionCommand({FunctionName: name}))
      }),

    invoke: ({name, event}) =>
      change(clients, {action: `${service}:InvokeFunction`, resource: name}, async () => {
        const {InvokeCommand} = await sdk()
        const answer = await (
          await client()
        ).send(new InvokeCommand({FunctionName: name, Payload: JSON.stringify(event)}))
        return answer.FunctionError === undefined ? undefined : errorTypeOf(answer.Payload)
      }),
  }
}

function settingsInput(settings: FunctionSettingsInput) {
  const {runtime, handler, roleArn, timeoutSeconds, memoryMb, variables, network} = settings
  const vpc = network && {SubnetIds: [...network.subnetIds], SecurityGroupIds: [...network.securityGroupIds]}
  return present({
    // A new runtime is known to the SDK later than to Lambda.
    Runtime: runtime as never,
    Handler: handler,
    Role: roleArn,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    VpcConfig: vpc,
    Environment: variables === undefined ? undefined : {Variables: {...variables}},
  })
}

/** The class alone: the message is the function's own text. */
function errorTypeOf(payload: Uint8Array = new Uint8Array()): string {
  const {errorType} = JSON.parse(Buffer.from(payload).toString('utf8') || '{}') as {errorType?: unknown}
  return typeof errorType === 'string' ? errorType : 'an error of its own'
}
