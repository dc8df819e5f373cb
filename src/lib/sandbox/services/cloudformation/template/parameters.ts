/** Parameters: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html. */
import {formatError, notServed, validation} from '../errors.ts'
import type {Properties, Template} from './template.ts'

export interface GivenParameter {
  readonly ParameterKey?: string
  readonly ParameterValue?: string
  readonly UsePreviousValue?: string
}

export type ParameterValues = Readonly<Record<string, string>>

const LISTS = new Set(['CommaDelimitedList', 'List<Number>'])

/** Values of all parameters: given, else from before where that was asked, else the default. Throws ValidationError. */
export function parameterValues(
  {parameters}: Template,
  given: readonly GivenParameter[],
  before: ParameterValues = {},
): ParameterValues {
  const names = given.map(({ParameterKey = ''}) => ParameterKey)
  const unknown = names.filter(name => !(name in parameters))
  if (unknown.length > 0) throw validation(`Parameters: [${unknown.join(', ')}] do not exist in the template`)
  const values = Object.entries(parameters).map(([name, definition]) => {
    const own = given.find(({ParameterKey}) => ParameterKey === name)
    const previous = own?.UsePreviousValue === 'true' ? before[name] : undefined
    const fallback = definition['Default'] === undefined ? undefined : textOf(definition['Default'])
    return [name, previous ?? own?.ParameterValue ?? fallback] as const
  })
  const missing = values.flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length > 0) throw validation(`Parameters: [${missing.join(', ')}] must have values`)
  for (const [name, value = ''] of values) check(name, value, parameters[name] ?? {})
  return Object.fromEntries(values.map(([name, value = '']) => [name, value]))
}

/** A value as Ref gives it: a list is several. */
export function parameterAsValue(definition: Properties, value: string): unknown {
  return LISTS.has(String(definition['Type'])) ? value.split(',').map(item => item.trim()) : value
}

function check(name: string, value: string, definition: Properties): void {
  const type = definition['Type']
  if (typeof type !== 'string') throw formatError(`Every Parameters object must contain a Type member.`)
  if (type.startsWith('AWS::') || type.startsWith('List<AWS::')) throw notServed(`parameters of type ${type}`)
  if (type !== 'String' && type !== 'Number' && !LISTS.has(type)) {
    throw formatError(`Unrecognized parameter type: ${type}`)
  }
  const broken = brokenRule(name, value, type, definition)
  if (broken === undefined) return
  const described = definition['ConstraintDescription']
  throw validation(
    typeof described === 'string' ? `Parameter ${name} failed to satisfy constraint: ${described}` : broken,
  )
}

function brokenRule(name: string, value: string, type: string, definition: Properties): string | undefined {
  const parameter = `Parameter '${name}'`
  const limit = (rule: string) => (definition[rule] === undefined ? undefined : Number(definition[rule]))
  const [minLength, maxLength, min, max] = ['MinLength', 'MaxLength', 'MinValue', 'MaxValue'].map(limit)
  const allowed = definition['AllowedValues']
  const pattern = definition['AllowedPattern']
  const items = LISTS.has(type) ? value.split(',').map(item => item.trim()) : [value]
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))
  if (type.includes('Number') && !items.every(isNumber)) return `${parameter} must be a number.`
  if (Array.isArray(allowed) && !items.every(item => allowed.map(textOf).includes(item))) {
    return `${parameter} must be one of AllowedValues`
  }
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    return `${parameter} must match pattern ${pattern}`
  }
  if (minLength !== undefined && value.length < minLength)
    return `${parameter} must contain at least ${minLength} characters`
  if (maxLength !== undefined && value.length > maxLength)
    return `${parameter} must contain at most ${maxLength} characters`
  if (min !== undefined && Number(value) < min) return `${parameter} must be a number not less than ${min}`
  if (max !== undefined && Number(value) > max) return `${parameter} must be a number not greater than ${max}`
  return undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
