import {resolveIntrinsics, textOf} from './intrinsics.ts'
import {inputRefused} from './refused.ts'
import {shippedPolicyOf} from './template-policy.ts'
import {type Json, objectOf, type Resource, type Template} from './template-text.ts'

/** A function as a template declares it. */
export interface TemplateFunction {
  /** `template.yaml#Rotate` */
  readonly source: string
  readonly code: {readonly kind: 'inline'; readonly text: string} | {readonly kind: 'local'; readonly path: string}
  readonly handler?: string
  readonly runtime?: string
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly variables: Readonly<Record<string, string>>
  readonly layers: readonly string[]
  readonly shippedPolicy?: unknown
  readonly notes: readonly string[]
}

const TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function']

/**
 * The function with this logical id; without one, the only function there is. Variables of the environment that only a
 * deployed stack has become placeholders, which the notes tell; `given`: names that the command line sets. Throws
 * TEMPLATE_RESOURCE and TEMPLATE_CODE (exit 2).
 */
export function templateFunction(
  template: Template,
  id: string | undefined,
  given: readonly string[],
): TemplateFunction {
  const [name, resource] = chosen(template, id)
  const source = `${template.name}#${name}`
  const serverless = resource.type === 'AWS::Serverless::Function'
  const properties = serverless ? withGlobals(template.globals, resource.properties) : resource.properties
  const value = (property: string): unknown => resolveIntrinsics(template, properties[property]).value
  const environment = environmentOf(template, properties, given)
  const policy = shippedPolicyOf(template, properties, serverless)
  const [handler, runtime] = [value('Handler'), value('Runtime')]
  return {
    source,
    code: codeOf(template, properties, serverless, source),
    ...(typeof handler === 'string' ? {handler} : {}),
    ...(typeof runtime === 'string' ? {runtime} : {}),
    // Lambda's own defaults (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html).
    timeoutMs: numberOf(value('Timeout'), 3) * 1000,
    memoryMb: numberOf(value('MemorySize'), 128),
    variables: environment.variables,
    layers: (Array.isArray(value('Layers')) ? (value('Layers') as unknown[]) : []).map(String),
    ...(policy.document === undefined ? {} : {shippedPolicy: policy.document}),
    notes: [...environment.notes, ...policy.notes],
  }
}

function chosen(template: Template, id: string | undefined): readonly [string, Resource] {
  const functions = Object.entries(template.resources).filter(([, {type}]) => TYPES.includes(type))
  const names = functions.map(([name]) => name).join(', ')
  const found = functions.find(([name]) => name === id)
  if (found !== undefined) return found
  const [only] = functions
  if (only === undefined) {
    throw wrongResource(
      template,
      'has no AWS::Lambda::Function or AWS::Serverless::Function',
      'Name a template with one.',
    )
  }
  if (id !== undefined)
    throw wrongResource(template, `has no function ${JSON.stringify(id)}`, `Its functions: ${names}.`)
  if (functions.length === 1) return only
  throw wrongResource(template, `has several functions: ${names}`, `Name the one to rehearse: --resource ${only[0]}`)
}

function wrongResource({name}: Template, reason: string, hint: string): Error {
  return inputRefused('TEMPLATE_RESOURCE', `${name} ${reason}.`, hint)
}

/** What SAM's Globals give each function; maps are joined. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
function withGlobals(globals: Json, own: Json): Json {
  const variables = (from: Json): Json => objectOf(objectOf(from['Environment'])?.['Variables']) ?? {}
  return {...globals, ...own, Environment: {Variables: {...variables(globals), ...variables(own)}}}
}

function codeOf(template: Template, properties: Json, serverless: boolean, source: string): TemplateFunction['code'] {
  const code = properties[serverless ? 'CodeUri' : 'Code']
  const inline = serverless ? properties['InlineCode'] : objectOf(code)?.['ZipFile']
  if (inline !== undefined) {
    const {value} = resolveIntrinsics(template, inline)
    if (typeof value === 'string') return {kind: 'inline', text: value}
  }
  const path = resolveIntrinsics(template, code).value
  if (typeof path === 'string' && !/^\w+:\/\//.test(path)) return {kind: 'local', path}
  throw inputRefused(
    'TEMPLATE_CODE',
    `The code of ${source} is not in the template and not in a folder beside it.`,
    'Name its folder or zip: secrot rehearse PATH, or a deployed function: secrot rehearse --function ARN',
  )
}

interface Environment {
  readonly variables: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

function environmentOf(template: Template, properties: Json, given: readonly string[]): Environment {
  const declared = objectOf(objectOf(properties['Environment'])?.['Variables']) ?? {}
  const entries = Object.entries(declared).map(([name, part]) => ({name, ...resolveIntrinsics(template, part)}))
  return {
    variables: Object.fromEntries(
      entries.filter(({value}) => value !== undefined).map(({name, value}) => [name, textOf(value)]),
    ),
    notes: entries
      .filter(({name, unknown}) => unknown.length > 0 && !given.includes(name))
      .map(
        ({name, unknown}) =>
          `The variable ${name} depends on ${unknown.join(' and ')}, which only a deployed stack knows; --env ${name}=VALUE or --env-file sets it.`,
      ),
  }
}

function numberOf(value: unknown, otherwise: number): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : otherwise
}
