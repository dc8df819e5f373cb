/** What a template says: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html. */
import {isPlainObject} from '../../../plain-object.ts'
import {formatError, validation} from '../errors.ts'
import {parseTemplateText} from './parse.ts'

export type Properties = Readonly<Record<string, unknown>>

export interface ResourceDefinition {
  readonly type: string
  /** With functions in it. */
  readonly properties: Properties
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly deletionPolicy: DeletionPolicy
  readonly updateReplacePolicy: DeletionPolicy
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate'

export interface OutputDefinition {
  readonly value: unknown
  readonly description?: string
  readonly condition?: string
  readonly exportName?: unknown
}

export interface Template {
  readonly description?: string
  readonly parameters: Readonly<Record<string, Properties>>
  readonly mappings: Readonly<Record<string, unknown>>
  readonly conditions: Readonly<Record<string, unknown>>
  readonly resources: Readonly<Record<string, ResourceDefinition>>
  readonly outputs: Readonly<Record<string, OutputDefinition>>
  readonly transforms: readonly string[]
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Transform',
])
const ATTRIBUTES = new Set([
  'Condition',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdateReplacePolicy',
])
const POLICIES: readonly unknown[] = ['Delete', 'Retain', 'RetainExceptOnCreate']

/** Reads a template. Throws ValidationError. */
export function readTemplate(text: string): Template {
  const body = parseTemplateText(text)
  if (!isPlainObject(body)) throw formatError('unsupported structure.')
  const unknown = Object.keys(body).filter(section => !SECTIONS.has(section))
  if (unknown.length > 0) throw validation(`Invalid template property or properties [${unknown.join(', ')}]`)
  const {AWSTemplateFormatVersion: version, Description: description, Transform: transform} = body
  if (version !== undefined && version !== '2010-09-09') {
    throw formatError('unsupported value for AWSTemplateFormatVersion.')
  }
  const section = (name: string): Record<string, unknown> => {
    const value = body[name] ?? {}
    if (!isPlainObject(value)) throw formatError(`${name} must be an object.`)
    checkNames(name, value)
    return value
  }
  const resources = section('Resources')
  if (Object.keys(resources).length === 0) throw formatError('At least one Resources member must be defined.')
  return {
    ...(typeof description === 'string' ? {description} : {}),
    parameters: section('Parameters') as Template['parameters'],
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources: mapped(resources, resourceOf),
    outputs: mapped(section('Outputs'), outputOf),
    transforms: transformsOf(transform),
  }
}

function transformsOf(transform: unknown): readonly string[] {
  const names = transform === undefined ? [] : Array.isArray(transform) ? (transform as unknown[]) : [transform]
  return names.map(name => {
    if (typeof name === 'string') return name
    throw validation('Key Name of transform definition must be a string.')
  })
}

function mapped<Out>(section: Properties, read: (name: string, value: unknown) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(section).map(([name, value]) => [name, read(name, value)]))
}

const SINGULAR: Readonly<Record<string, string>> = {Resources: 'Resource', Parameters: 'Parameter', Outputs: 'Output'}

function checkNames(section: string, value: Properties): void {
  const kind = SINGULAR[section]
  const odd = Object.keys(value).find(name => !/^[A-Za-z0-9]+$/.test(name))
  if (kind !== undefined && odd !== undefined) throw formatError(`${kind} name ${odd} is non alphanumeric.`)
}

function resourceOf(name: string, value: unknown): ResourceDefinition {
  if (!isPlainObject(value)) throw formatError('Any Resources member must be an object.')
  const odd = Object.keys(value).find(attribute => !ATTRIBUTES.has(attribute))
  if (odd !== undefined) throw validation(`Invalid template resource property '${odd}'`)
  const {Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition} = value
  if (typeof type !== 'string') {
    throw formatError(`[/Resources/${name}] Every Resources object must contain a Type member.`)
  }
  if (!isPlainObject(properties)) throw formatError(`[/Resources/${name}/Properties] must be an object.`)
  const policy = (attribute: string): DeletionPolicy => {
    const given = value[attribute] ?? 'Delete'
    if (POLICIES.includes(given)) return given as DeletionPolicy
    throw formatError(`Unrecognized ${attribute} ${JSON.stringify(given)} for resource ${name}`)
  }
  return {
    type,
    properties,
    dependsOn: [dependsOn].flat() as string[],
    ...(typeof condition === 'string' ? {condition} : {}),
    deletionPolicy: policy('DeletionPolicy'),
    updateReplacePolicy: policy('UpdateReplacePolicy'),
  }
}

function outputOf(name: string, value: unknown): OutputDefinition {
  if (!isPlainObject(value) || !('Value' in value))
    throw formatError('Every Outputs member must contain a Value object')
  const {Value, Description: description, Condition: condition, Export: exported} = value
  if (Value === null) throw validation(`[/Outputs/${name}/Value] 'null' values are not allowed in templates`)
  return {
    value: Value,
    ...(typeof description === 'string' ? {description} : {}),
    ...(typeof condition === 'string' ? {condition} : {}),
    ...(isPlainObject(exported) && 'Name' in exported ? {exportName: exported['Name']} : {}),
  }
}
