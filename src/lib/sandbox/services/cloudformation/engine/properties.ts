import {notServed, validation} from '../errors.ts'
import {typeNamed} from '../resources/registry.ts'
import {differs, type ResourceType} from '../resources/resource-type.ts'
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

/** Throws ValidationError for a change that would be left out. */
export function refuseUnserved(type: string, now: Properties, before: Properties): void {
  const {properties, changeable, lasting = []} = typeNamed(type)
  for (const name of properties) {
    if (!differs(now, before, name)) continue
    if (!changeable.includes(name)) throw notServed(`changes of ${name} of ${type}`)
    if (now[name] === undefined && lasting.includes(name)) throw notServed(`taking ${name} away from ${type}`)
  }
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
