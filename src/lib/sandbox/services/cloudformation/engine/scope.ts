import {isPlainObject} from '../../../plain-object.ts'
import {partitionOf} from '../../secretsmanager/arn.ts'
import {templateError, validation} from '../errors.ts'
import {evaluateCondition, type Scope} from '../template/evaluate.ts'
import {parameterAsValue, type ParameterValues} from '../template/parameters.ts'
import type {Template} from '../template/template.ts'
import type {Place, StackResource} from '../entities.ts'
import type {Reading} from './reading.ts'

export interface Surroundings extends Place {
  /** ARN of the stack. */
  readonly id: string
  readonly name: string
  readonly parameters: ParameterValues
  readonly resources: ReadonlyMap<string, StackResource>
  /** Value of an export of another stack; undefined: there is none. */
  readonly exported: (name: string) => string | undefined
}

/** What the names of a template stand for in a stack. */
export function scopeOf(template: Template, stack: Surroundings): Scope {
  const pseudo = pseudoParameters(stack)
  const scope: Scope = {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name]
      const parameter = template.parameters[name]
      if (parameter !== undefined) return parameterAsValue(parameter, stack.parameters[name] ?? '')
      return needed(stack, name).physicalId
    },
    attribute(name, attribute) {
      const {attributes, type} = needed(stack, name)
      if (Object.hasOwn(attributes, attribute)) return attributes[attribute]
      throw validation(`Resource type ${type} does not support attribute {${attribute}}`)
    },
    condition(name) {
      if (!Object.hasOwn(template.conditions, name)) {
        throw templateError(`unresolved condition dependency ${name} in Fn::If`)
      }
      return evaluateCondition(template.conditions[name], scope)
    },
    mapping(map, key, inner) {
      const found = [map, key, inner].reduce<unknown>(
        (value, step) => (isPlainObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
        template.mappings,
      )
      if (found === undefined) throw templateError(`Unable to get mapping for ${map}::${key}::${inner}`)
      return found
    },
    imported(name) {
      const value = stack.exported(name)
      if (value === undefined) throw validation(`No export named ${name} found.`)
      return value
    },
  }
  return scope
}

/** Resources that are to be there, in the order of their creation. Throws ValidationError. */
export function wantedResources({template, order}: Reading, stack: Surroundings): readonly string[] {
  const scope = scopeOf(template, stack)
  return order.filter(name => isWanted(template.resources[name] ?? {}, scope))
}

/** Whether a resource or an output is to be there. */
export function isWanted({condition}: {readonly condition?: string}, scope: Scope): boolean {
  return condition === undefined || scope.condition(condition)
}

function needed({resources}: Surroundings, name: string): StackResource {
  const resource = resources.get(name)
  if (resource === undefined)
    throw validation(`Unresolved resource dependencies [${name}] in the Resources block of the template`)
  return resource
}

function pseudoParameters({accountId, region, id, name}: Surroundings): Readonly<Record<string, unknown>> {
  return {
    'AWS::AccountId': accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': partitionOf(region),
    'AWS::Region': region,
    'AWS::StackId': id,
    'AWS::StackName': name,
    'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
}
