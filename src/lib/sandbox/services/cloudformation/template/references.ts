import {isPlainObject} from '../../../plain-object.ts'
import {formatError, templateError, validation} from '../errors.ts'
import type {Template} from './template.ts'

/** Pseudo parameters: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html. */
const PSEUDO = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
])

/** `${Name}` and `${Name.Attribute}` of Fn::Sub; `${!Name}` is text. */
export const SUBSTITUTION = /\$\{([^!}][^}]*)\}/g

/** Names that a value refers to, parameters and pseudo parameters included. */
export function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner]
    if (key === 'Fn::GetAtt') return [getAttOf(inner).name]
    if (key === 'Fn::Sub') return subNames(inner)
    return namesIn(inner)
  })
}

/** Resource and attribute of Fn::GetAtt, as a list or with a dot. Throws ValidationError. */
export function getAttOf(value: unknown): {readonly name: string; readonly attribute: unknown} {
  const [name, ...rest] =
    typeof value === 'string' ? [value.split('.')[0], value.split('.').slice(1).join('.')] : [value].flat()
  const [attribute] = rest.length > 1 ? [rest.join('.')] : rest
  if (typeof name !== 'string' || name === '' || attribute === undefined || attribute === '') {
    throw templateError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    )
  }
  return {name, attribute}
}

function subNames(value: unknown): readonly string[] {
  const [text, own = {}] = Array.isArray(value) ? (value as unknown[]) : [value]
  if (typeof text !== 'string') return []
  const given = isPlainObject(own) ? own : {}
  const names = [...text.matchAll(SUBSTITUTION)].map(([, name = '']) => name.trim())
  return [...names.filter(name => !(name in given)).map(name => name.split('.')[0] ?? ''), ...namesIn(given)]
}

/** Resources that a resource needs, in any way. */
export function dependenciesOf({resources}: Template, logicalId: string): readonly string[] {
  const definition = resources[logicalId]
  if (definition === undefined) return []
  const names = [...definition.dependsOn, ...namesIn(definition.properties)]
  return [...new Set(names)].filter(name => name in resources)
}

/** Throws ValidationError where a template refers to what it does not have. */
export function checkReferences(template: Template): void {
  const known = (name: string) => PSEUDO.has(name) || name in template.parameters || name in template.resources
  const inResources = Object.values(template.resources).flatMap(({dependsOn, properties}) => [
    ...dependsOn.filter(name => !(name in template.resources)),
    ...namesIn(properties).filter(name => !known(name)),
  ])
  if (inResources.length > 0) {
    const names = [...new Set(inResources)].join(', ')
    throw formatError(`Unresolved resource dependencies [${names}] in the Resources block of the template`)
  }
  const inOutputs = Object.values(template.outputs).flatMap(({value}) => namesIn(value).filter(name => !known(name)))
  if (inOutputs.length === 0) return
  throw validation(
    `Unresolved resource dependencies [${[...new Set(inOutputs)].join(', ')}] in the Outputs block of the template`,
  )
}

/** Resources so that each follows those that it needs. Throws ValidationError for a circle. */
export function creationOrder(template: Template): readonly string[] {
  const order: string[] = []
  let waiting = Object.keys(template.resources)
  while (waiting.length > 0) {
    const ready = waiting.filter(name => dependenciesOf(template, name).every(needed => order.includes(needed)))
    if (ready.length === 0) throw validation(`Circular dependency between resources: [${waiting.join(', ')}]`)
    order.push(...ready)
    waiting = waiting.filter(name => !ready.includes(name))
  }
  return order
}
