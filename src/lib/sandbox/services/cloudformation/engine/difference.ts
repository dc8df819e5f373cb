/** What an update would change, as far as it can be told before anything is made. */
import type {PlannedChange, Stack, Wish} from '../entities.ts'
import {validation} from '../errors.ts'
import {typeNamed} from '../resources/registry.ts'
import {differs} from '../resources/resource-type.ts'
import type {CloudFormationState} from '../state.ts'
import {evaluate, type Scope} from '../template/evaluate.ts'
import type {Properties, Template} from '../template/template.ts'
import {surroundingsOf} from './outputs.ts'
import {isSame} from './properties.ts'
import {readingOf} from './reading.ts'
import {isWanted, scopeOf, wantedResources, type Surroundings} from './scope.ts'

/** Where a resource's own values would stand: they are the same as long as the resource is. */
function blind(scope: Scope, resources: ReadonlySet<string>): Scope {
  return {
    ...scope,
    ref: name => (resources.has(name) ? `{Ref ${name}}` : scope.ref(name)),
    attribute: (name, attribute) => `{GetAtt ${name}.${attribute}}`,
  }
}

/** Resources with their values, as far as those are there before anything is made. */
function essencesOf(stack: Surroundings & Wish) {
  const reading = readingOf(stack.template)
  const {template} = reading
  const scope = blindScope(template, stack)
  return wantedResources(reading, stack).flatMap(name => {
    const definition = template.resources[name]
    if (definition === undefined) return []
    const {properties, condition: _condition, dependsOn: _order, ...rest} = definition
    return [[name, rest, evaluate(properties, scope) as Properties] as const]
  })
}

function blindScope(template: Template, stack: Surroundings): Scope {
  return blind(scopeOf(template, stack), new Set(Object.keys(template.resources)))
}

function essenceOf(stack: Surroundings & Wish): unknown {
  const {template} = readingOf(stack.template)
  const scope = blindScope(template, stack)
  const outputs = Object.entries(template.outputs).flatMap(([name, output]) =>
    isWanted(output, scope)
      ? [[name, output.description, evaluate([output.value, output.exportName ?? ''], scope)]]
      : [],
  )
  return [essencesOf(stack).toSorted(byName), outputs]
}

function byName([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number {
  return one < other ? -1 : 1
}

/** Whether a template with its parameters comes to what the stack is already. Throws ValidationError. */
export function isUnchanged(state: CloudFormationState, stack: Stack, wish: Wish): boolean {
  const surroundings = surroundingsOf(state, stack)
  return isSame(essenceOf({...surroundings, ...stack}), essenceOf({...surroundings, ...stack, ...wish}))
}

/** What becomes of each resource. Throws ValidationError. */
export function changesOf(state: CloudFormationState, stack: Stack, wish: Wish): readonly PlannedChange[] {
  const surroundings = surroundingsOf(state, stack)
  const now = resourcesOf({...surroundings, ...stack, ...wish})
  const before = stack.resources.size === 0 ? new Map<string, Essence>() : resourcesOf({...surroundings, ...stack})
  const known = (logicalId: string) => {
    const physicalId = stack.resources.get(logicalId)?.physicalId
    return physicalId === undefined ? {} : {physicalId}
  }
  const kept = [...now].flatMap(([logicalId, essence]): PlannedChange[] => {
    const old = before.get(logicalId)
    const {type} = essence
    if (old === undefined) return [{action: 'Add', logicalId, type}]
    if (isSame(old, essence)) return []
    const replaces = differs(essence.properties, old.properties, ...(typeNamed(type).immutable ?? []))
    return [{action: 'Modify', logicalId, type, replaces, ...known(logicalId)}]
  })
  const gone = [...before].flatMap(([logicalId, {type}]): PlannedChange[] =>
    now.has(logicalId) ? [] : [{action: 'Remove', logicalId, type, ...known(logicalId)}],
  )
  return [...kept, ...gone]
}

interface Essence {
  readonly type: string
  readonly properties: Properties
}

function resourcesOf(stack: Surroundings & Wish): ReadonlyMap<string, Essence> {
  return new Map(essencesOf(stack).map(([name, rest, properties]) => [name, {...rest, properties}]))
}

/** Throws ValidationError. */
export function refuseOtherTypes(stack: Stack, {template}: Wish): void {
  const {resources} = readingOf(template).template
  const other = [...stack.resources.values()].flatMap(({logicalId, type}) =>
    resources[logicalId] !== undefined && resources[logicalId].type !== type ? [logicalId] : [],
  )
  if (other.length === 0) return
  throw validation(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${other.join(', ')}]`,
  )
}
