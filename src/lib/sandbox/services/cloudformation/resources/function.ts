import {zipSync} from 'fflate'

import type {Properties} from '../template/template.ts'
import {
  differs,
  given,
  numbers,
  tagsFor,
  textIn,
  unlessGone,
  type Made,
  type Maker,
  type ResourceType,
} from './resource-type.ts'

const SETTINGS = [
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'Role',
  'Runtime',
  'TracingConfig',
  'VpcConfig',
  'DeadLetterConfig',
]
const AMOUNTS = ['MemorySize', 'Timeout']

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceType = {
  required: ['Code', 'Role'],
  properties: [
    ...SETTINGS,
    ...AMOUNTS,
    'Architectures',
    'Code',
    'FunctionName',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Tags',
  ],
  immutable: ['FunctionName', 'PackageType'],
  changeable: [...SETTINGS, ...AMOUNTS, 'Architectures', 'Code', 'ReservedConcurrentExecutions'],
  lasting: ['Handler', 'Runtime'],
  async create(maker, properties) {
    const FunctionName = properties['FunctionName'] ?? maker.newName(64)
    return madeOf(
      await maker.call('lambda', 'CreateFunction', {
        FunctionName,
        Code: codeOf(properties),
        ...settingsOf(properties),
        ...given(properties, 'Architectures', 'PackageType'),
        Tags: Object.fromEntries(tagsFor(maker, properties).map(({Key, Value}) => [Key, Value])),
      }),
    )
  },
  complete: (maker, made, properties) => reserve(maker, made, properties, {}),
  async update(maker, made, now, before) {
    const {physicalId: FunctionName} = made
    if (differs(now, before, 'Code', 'Architectures')) {
      const Architectures = now['Architectures'] ?? ['x86_64']
      await maker.call('lambda', 'UpdateFunctionCode', {FunctionName, ...codeOf(now), Architectures})
    }
    if (differs(now, before, ...SETTINGS, ...AMOUNTS)) {
      await maker.call('lambda', 'UpdateFunctionConfiguration', {
        FunctionName,
        ...clearedOf(FunctionName, now, before),
        ...settingsOf(now),
        ...loggingOf(FunctionName, now),
      })
    }
    await reserve(maker, made, now, before)
    return made
  },
  remove: (maker, {physicalId: FunctionName}) => unlessGone(maker.call('lambda', 'DeleteFunction', {FunctionName})),
  async isReady(maker, {physicalId: FunctionName}) {
    const {State, LastUpdateStatus} = await maker.call('lambda', 'GetFunctionConfiguration', {FunctionName})
    return State === 'Active' && LastUpdateStatus !== 'InProgress'
  },
}

function madeOf({FunctionName, FunctionArn}: Record<string, unknown>): Made {
  return {physicalId: FunctionName as string, attributes: {Arn: FunctionArn as string}}
}

function settingsOf(properties: Properties): Record<string, unknown> {
  const {KmsKeyArn, ...settings} = given(properties, ...SETTINGS)
  const environment = settings['Environment'] as {Variables?: Properties} | undefined
  const variables = Object.entries(environment?.Variables ?? {}).map(([name, value]) => [name, String(value)])
  return {
    ...settings,
    ...numbers(properties, ...AMOUNTS),
    ...(KmsKeyArn === undefined ? {} : {KMSKeyArn: KmsKeyArn}),
    ...(environment === undefined ? {} : {Environment: {Variables: Object.fromEntries(variables)}}),
  }
}

/** What a template no longer has goes back to what a new function has. */
function clearedOf(FunctionName: string, now: Properties, before: Properties): Record<string, unknown> {
  const fresh: Record<string, unknown> = {
    DeadLetterConfig: {TargetArn: ''},
    Description: '',
    Environment: {Variables: {}},
    EphemeralStorage: {Size: 512},
    KmsKeyArn: '',
    Layers: [],
    LoggingConfig: freshLogging(FunctionName),
    TracingConfig: {Mode: 'PassThrough'},
    VpcConfig: {SubnetIds: [], SecurityGroupIds: []},
    Timeout: 3,
    MemorySize: 128,
  }
  const {KmsKeyArn: KMSKeyArn, ...cleared} = Object.fromEntries(
    Object.entries(fresh).filter(([name]) => before[name] !== undefined && now[name] === undefined),
  )
  return {...cleared, ...(KMSKeyArn === undefined ? {} : {KMSKeyArn})}
}

const freshLogging = (FunctionName: string) => ({LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}`})

/** Whole, since Lambda keeps the members that it is not given. */
function loggingOf(FunctionName: string, {LoggingConfig}: Properties): Record<string, unknown> {
  return LoggingConfig === undefined
    ? {}
    : {LoggingConfig: {...freshLogging(FunctionName), ...(LoggingConfig as Properties)}}
}

/** Inline code is the file `index` with the extension of its runtime, CommonJS on Node: the page of the Code property. */
function codeOf({Code: code = {}, Runtime: runtime}: Properties): Record<string, unknown> {
  const {ZipFile: inline, ...stored} = code as Properties
  if (inline === undefined) return stored
  const name = String(runtime).startsWith('python') ? 'index.py' : 'index.js'
  const zip = zipSync({[name]: new TextEncoder().encode(textIn({inline}, 'inline'))}, {mtime: '1980-01-01T00:00:00'})
  return {ZipFile: Buffer.from(zip).toString('base64')}
}

async function reserve(
  maker: Maker,
  {physicalId: FunctionName}: Made,
  now: Properties,
  before: Properties,
): Promise<void> {
  const name = 'ReservedConcurrentExecutions'
  if (!differs(now, before, name)) return
  if (now[name] === undefined) await maker.call('lambda', 'DeleteFunctionConcurrency', {FunctionName})
  else await maker.call('lambda', 'PutFunctionConcurrency', {FunctionName, ...numbers(now, name)})
}
