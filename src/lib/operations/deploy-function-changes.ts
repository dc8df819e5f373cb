import type {FunctionSettings} from '../deploy/changes.ts'
import {
  DEPLOYMENT_TAG,
  functionArnOf,
  type FunctionNetwork,
  PREFIX_TAG,
  roleArnOf,
  ROTATOR_TAG,
} from '../deploy/deployment.ts'
import type {FoundFunction} from '../deploy/found.ts'
import {ABSENT, backBy, callOf, THERE} from './deploy-call.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

const service = 'lambda'

/** The function from the packaged zip, with no variables but those that no tag could hold. */
export function newFunction(stage: DeployStage): Mutation {
  const {context, scope, deployment, code} = stage
  const {rotator, name, variables, network, under} = deployment
  const {runtime, handler, timeoutSeconds, memoryMb} = rotator.function
  const prefix: Readonly<Record<string, string>> = under === undefined ? {} : {[PREFIX_TAG]: under.prefix}
  const tags = {[DEPLOYMENT_TAG]: name, [ROTATOR_TAG]: rotator.name, ...prefix}
  const roleArn = roleArnOf(deployment)
  const description = `${rotator.name} of secrot.`
  const input = {
    FunctionName: name,
    Description: description,
    Runtime: runtime,
    Handler: handler,
    Role: roleArn,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    ...(Object.keys(variables).length === 0 ? {} : {Environment: {Variables: variables}}),
    ...(network === undefined ? {} : {VpcConfig: wireNetwork(network)}),
    Tags: tags,
  }
  const call = {service, operation: 'CreateFunction', input: {...input, ZipFile: `fileb://${code.path}`}}
  return {
    ...callOf(stage, call),
    request: {...input, CodeSha256: code.codeSha256},
    resource: functionArnOf(deployment),
    summary: `Make function ${name}, ${code.codeSha256}`,
    undo: backBy(stage, {service, operation: 'DeleteFunction', input: {FunctionName: name}}),
    fingerprint: ABSENT,
    readFingerprint: async () => {
      const found = await context.aws(scope).lambda.configuration(functionArnOf(deployment), {signal: context.signal})
      return found === undefined ? ABSENT : THERE
    },
    describeChange: () => `Function ${name} is there meanwhile`,
    send: mutations =>
      mutations.functions.create({
        name,
        description,
        code: code.code,
        runtime,
        handler,
        roleArn,
        timeoutSeconds,
        memoryMb,
        variables,
        tags,
        ...(network === undefined ? {} : {network}),
      }),
  }
}

/** Another package for the same function. */
export function codeChange(stage: DeployStage): Mutation {
  const {context, scope, deployment, code, found} = stage
  const {name} = deployment
  const before = found.function?.codeSha256 ?? ''
  const call = {
    service,
    operation: 'UpdateFunctionCode',
    input: {FunctionName: name, ZipFile: `fileb://${code.path}`},
  }
  return {
    ...callOf(stage, call),
    request: {FunctionName: name, CodeSha256: code.codeSha256},
    resource: functionArnOf(deployment),
    summary: `Give function ${name} the code ${code.codeSha256} in place of ${before}`,
    undo: {kind: 'none', because: 'the package before came with another version of secrot, which can deploy it again'},
    fingerprint: before,
    readFingerprint: async () => {
      const there = await context.aws(scope).lambda.configuration(functionArnOf(deployment), {signal: context.signal})
      return there?.codeSha256 ?? ABSENT
    },
    describeChange: () => `Function ${name} has other code than was read`,
    send: mutations => mutations.functions.updateCode({name, code: code.code}),
  }
}

export function settingsChange(stage: DeployStage, settings: FunctionSettings): Mutation {
  const {context, scope, deployment, found} = stage
  const {name} = deployment
  const functionArn = functionArnOf(deployment)
  const input = {FunctionName: name, ...wireSettings(settings, deployment.variables)}
  const text = (one: Partial<FoundFunction> | undefined): string =>
    JSON.stringify([
      one?.runtime,
      one?.handler,
      one?.roleArn,
      one?.timeoutSeconds,
      one?.memoryMb,
      one?.variables,
      one?.network && wireNetwork(one.network),
    ])
  const told = Object.keys(input).filter(key => key !== 'FunctionName')
  return {
    ...callOf(stage, {service, operation: 'UpdateFunctionConfiguration', input}),
    resource: functionArn,
    summary: `Set up function ${name} anew: ${told.join(', ')}`,
    undo:
      settings.variables === undefined
        ? backBy(stage, {
            service,
            operation: 'UpdateFunctionConfiguration',
            input: {FunctionName: name, ...wireSettings(formerOf(settings, found.function), {})},
          })
        : {kind: 'none', because: 'its variables may hold secrets, which are not written down'},
    fingerprint: text(found.function),
    readFingerprint: async () => {
      const there = await context.aws(scope).lambda.described(functionArn, {signal: context.signal})
      if (there === undefined) return ABSENT
      const {configuration, variables} = there
      const timeoutSeconds = configuration.timeoutMs / 1000
      return text({...configuration, timeoutSeconds, variables})
    },
    describeChange: () => `Function ${name} is no longer set up as was read`,
    send: mutations => mutations.functions.updateSettings({name, settings}),
  }
}

/** Of the variables only those that are ours: others may hold secrets. */
function wireSettings(settings: FunctionSettings, own: Readonly<Record<string, string>>) {
  const {runtime, handler, roleArn, timeoutSeconds, memoryMb, variables, network} = settings
  return {
    ...(runtime === undefined ? {} : {Runtime: runtime}),
    ...(handler === undefined ? {} : {Handler: handler}),
    ...(roleArn === undefined ? {} : {Role: roleArn}),
    ...(timeoutSeconds === undefined ? {} : {Timeout: timeoutSeconds}),
    ...(memoryMb === undefined ? {} : {MemorySize: memoryMb}),
    ...(network === undefined ? {} : {VpcConfig: wireNetwork(network)}),
    ...(variables === undefined
      ? {}
      : {
          Environment: {
            Variables: Object.fromEntries(
              Object.keys(variables).map(name => [name, own[name] ?? '(the value that it has)']),
            ),
          },
        }),
  }
}

function wireNetwork({subnetIds, securityGroupIds}: FunctionNetwork) {
  return {SubnetIds: subnetIds, SecurityGroupIds: securityGroupIds}
}

/** One that stood in no network goes back there by an empty one. */
const OUTSIDE: FunctionNetwork = {vpcId: '', subnetIds: [], securityGroupIds: []}

function formerOf(settings: FunctionSettings, found: FoundFunction | undefined): FunctionSettings {
  const changed = Object.keys(settings)
  const before = {network: OUTSIDE, ...found}
  return Object.fromEntries(Object.entries(before).filter(([key]) => changed.includes(key)))
}
