/** What an update would change, as far as it can be told before anything is made. */
import type {Stack, Wish} from '../entities.ts'
import {validation} from '../errors.ts'
import type {CloudFormationState} from '../state.ts'
import {evaluate, type Scope} from '../template/evaluate.ts'
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

function essenceOf(stack: Surroundings & Wish): unknown {
  const reading = readingOf(stack.template)
  const {template} = reading
  const scope = blind(scopeOf(template, stack), new Set(Object.keys(template.resources)))
  const resources = wantedResources(reading, stack).map(name => {
    const {properties, condition: _condition, dependsOn: _order, ...rest} = template.resources[name]!
    return [name, rest, evaluate(properties, scope)] as const
  })
  const outputs = Object.entries(template.outputs).flatMap(([name, output]) =>
    isWanted(output, scope)
      ? [[name, output.description, evaluate([output.value, output.exportName ?? ''], scope)]]
      : [],
  )
  return [resources.toSorted(byName), outputs, stack.tags]
}

function byName([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number {
  return one < other ? -1 : 1
}

/** Whether a template with its parameters comes to what the stack is already. Throws ValidationError. */
export function isUnchanged(state: CloudFormationState, stack: Stack, wish: Wish): boolean {
  const surroundings = surroundingsOf(state, stack)
  return isSame(essenceOf({...surroundings, ...stack}), essenceOf({...surroundings, ...stack, ...wish}))
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
