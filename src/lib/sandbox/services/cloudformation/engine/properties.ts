import {validation} from '../errors.ts'
import {typeNamed} from '../resources/registry.ts'
import type {ResourceType} from '../resources/resource-type.ts'
import {evaluate, type Scope} from '../template/evaluate.ts'
import type {Properties, ResourceDefinition} from '../template/template.ts'

/** Properties of a resource without functions. Throws ValidationError for those that its type does not have, or lacks. */
export function propertiesOf(definition: ResourceDefinition, scope: Scope): Properties {
  const type = typeNamed(definition.type)
  const properties = evaluate(definition.properties, scope) as Properties
  check(type, properties)
  return properties
}

function check({required = [], properties: known}: ResourceType, properties: Properties): void {
  const missing = required.find(name => properties[name] === undefined)
  if (missing !== undefined) throw validation(`Property validation failure: [The property {/${missing}} is required]`)
  const unknown = Object.keys(properties).find(name => !known.includes(name))
  if (unknown === undefined) return
  throw validation(`Properties validation failed: [#: extraneous key [${unknown}] is not permitted]`)
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
