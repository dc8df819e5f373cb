import type {LogLevel, LoggingSettings} from '../../runtime/function.ts'
import type {MemberRules} from '../../validate.ts'
import {validateInput} from '../../validate.ts'
import type {FunctionSettings} from './entities.ts'
import {invalidParameter} from './errors.ts'

type Input = Readonly<Record<string, unknown>>

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const RULES: MemberRules = {
  Description: {type: 'string', max: 256},
  Role: {
    type: 'string',
    pattern: String.raw`arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`,
  },
  Handler: {type: 'string', max: 128, pattern: String.raw`[^\s]+`},
  Timeout: {type: 'number', min: 1, max: 900},
  MemorySize: {type: 'number', min: 128, max: 10_240},
  Environment: {type: 'map'},
  Layers: {type: 'list'},
  LoggingConfig: {type: 'map'},
}

/** Runtimes that this sandbox can start. */
const RUNTIME = /^(nodejs\d+\.x|python3\.\d+)$/
const LAYER = /^arn:aws[a-zA-Z-]*:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+$/
const MOST_LAYERS = 5
const LONGEST_ENVIRONMENT = 4096

// Names that the runtime itself sets. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

/** Settings of a new function. Throws Lambda's refusals. */
export function initialSettings(input: Input, name: string): FunctionSettings {
  if (typeof input['Runtime'] !== 'string' || typeof input['Handler'] !== 'string') {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    )
  }
  const bare: FunctionSettings = {
    runtime: '',
    handler: '',
    role: '',
    description: '',
    timeoutSeconds: 3,
    memoryMb: 128,
    ephemeralStorageMb: 512,
    architecture: 'x86_64',
    variables: undefined,
    layers: [],
    kmsKeyArn: undefined,
    deadLetterTargetArn: undefined,
    tracingMode: 'PassThrough',
    vpc: undefined,
    logging: {format: 'Text', group: `/aws/lambda/${name}`, applicationLevel: 'INFO', systemLevel: 'INFO'},
  }
  return changedSettings(bare, input)
}

/** Settings after a change; members that are absent stay as they were. Throws Lambda's refusals. */
export function changedSettings(before: FunctionSettings, input: Input): FunctionSettings {
  validateInput(input, RULES)
  const nested = (member: string, key: string) => (input[member] as Record<string, unknown> | undefined)?.[key]
  return {
    ...withArchitecture(before, input),
    runtime: checkedRuntime(input['Runtime'] ?? before.runtime),
    handler: text(input['Handler'], before.handler),
    role: text(input['Role'], before.role),
    description: text(input['Description'], before.description),
    timeoutSeconds: number(input['Timeout'], before.timeoutSeconds),
    memoryMb: number(input['MemorySize'], before.memoryMb),
    ephemeralStorageMb: number(nested('EphemeralStorage', 'Size'), before.ephemeralStorageMb),
    variables: input['Environment'] === undefined ? before.variables : variablesOf(nested('Environment', 'Variables')),
    layers: input['Layers'] === undefined ? before.layers : checkedLayers(input['Layers'] as string[]),
    kmsKeyArn: emptied(input['KMSKeyArn'], before.kmsKeyArn),
    deadLetterTargetArn: emptied(nested('DeadLetterConfig', 'TargetArn'), before.deadLetterTargetArn),
    tracingMode: text(nested('TracingConfig', 'Mode'), before.tracingMode),
    vpc: input['VpcConfig'] === undefined ? before.vpc : vpcOf(input['VpcConfig'] as Input),
    logging: loggingOf(before.logging, (input['LoggingConfig'] ?? {}) as Input),
  }
}

/** Of code that is for another architecture; without one it stays. */
export function withArchitecture(before: FunctionSettings, input: Input): FunctionSettings {
  const [wanted] = (input['Architectures'] ?? []) as readonly unknown[]
  return {...before, architecture: text(wanted, before.architecture)}
}

function checkedRuntime(runtime: unknown): string {
  if (typeof runtime === 'string' && RUNTIME.test(runtime)) return runtime
  throw invalidParameter(
    `Value ${String(runtime)} at 'runtime' failed to satisfy constraint: the sandbox runs nodejs and python runtimes.`,
  )
}

function variablesOf(given: unknown): Record<string, string> | undefined {
  const variables = (given ?? {}) as Record<string, string>
  const reserved = Object.keys(variables).filter(name => RESERVED.has(name))
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  // The values may be secrets, so this text leaves out the list that AWS's has.
  if (JSON.stringify(variables).length > LONGEST_ENVIRONMENT) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    )
  }
  return Object.keys(variables).length === 0 ? undefined : variables
}

function checkedLayers(layers: readonly string[]): readonly string[] {
  if (layers.length > MOST_LAYERS) throw invalidParameter('Cannot reference more than 5 layers.')
  const wrong = layers.find(layer => !LAYER.test(layer))
  if (wrong !== undefined) throw invalidParameter(`Layer version ${wrong} does not exist.`)
  return layers
}

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const

function loggingOf(before: LoggingSettings, given: Input): LoggingSettings {
  const format = given['LogFormat'] ?? before.format
  const applicationLevel = given['ApplicationLogLevel'] ?? before.applicationLevel
  const systemLevel = given['SystemLogLevel'] ?? before.systemLevel
  if (format !== 'Text' && format !== 'JSON') throw invalidParameter('The log format is neither Text nor JSON.')
  const levels = given['ApplicationLogLevel'] !== undefined || given['SystemLogLevel'] !== undefined
  if (format === 'Text' && levels) {
    throw invalidParameter('To use log level filtering, the function must use the JSON log format.')
  }
  if (!LEVELS.includes(applicationLevel as LogLevel) || !SYSTEM_LEVELS.includes(systemLevel as 'INFO')) {
    throw invalidParameter('The log level is not one that Lambda knows.')
  }
  return {
    format,
    group: text(given['LogGroup'], before.group),
    // Levels belong to the JSON form; a function that goes back to text has none.
    applicationLevel: format === 'Text' ? 'INFO' : (applicationLevel as LogLevel),
    systemLevel: format === 'Text' ? 'INFO' : (systemLevel as 'INFO'),
  }
}

function vpcOf(given: Input): FunctionSettings['vpc'] {
  const subnetIds = (given['SubnetIds'] ?? []) as string[]
  const securityGroupIds = (given['SecurityGroupIds'] ?? []) as string[]
  return subnetIds.length === 0 && securityGroupIds.length === 0 ? undefined : {subnetIds, securityGroupIds}
}

function text(given: unknown, otherwise: string): string {
  return typeof given === 'string' ? given : otherwise
}

function number(given: unknown, otherwise: number): number {
  return typeof given === 'number' ? given : otherwise
}

/** An empty text takes the setting away. */
function emptied(given: unknown, before: string | undefined): string | undefined {
  if (typeof given !== 'string') return before
  return given === '' ? undefined : given
}
