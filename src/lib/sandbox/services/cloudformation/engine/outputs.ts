import type {Output, Stack} from '../entities.ts'
import {validation} from '../errors.ts'
import type {CloudFormationState} from '../state.ts'
import {evaluate} from '../template/evaluate.ts'
import type {Template} from '../template/template.ts'
import {isWanted, scopeOf, type Surroundings} from './scope.ts'

/** The stack as what its own template's names stand in. */
export function surroundingsOf(state: CloudFormationState, stack: Stack): Surroundings {
  return {...stack, exported: name => state.exports(stack).find(({exportName}) => exportName === name)?.value}
}

/** Throws ValidationError, also for an export that another stack has. */
export function outputsOf(state: CloudFormationState, stack: Stack, template: Template): readonly Output[] {
  const scope = scopeOf(template, surroundingsOf(state, stack))
  return Object.entries(template.outputs).flatMap(([key, definition]) => {
    if (!isWanted(definition, scope)) return []
    const value = evaluate(definition.value, scope)
    const exportName = definition.exportName === undefined ? undefined : String(evaluate(definition.exportName, scope))
    const taken = state.exports(stack).find(one => one.exportName === exportName && one.stack.id !== stack.id)
    if (exportName !== undefined && taken !== undefined) {
      throw validation(`Export with name ${exportName} is already exported by stack ${taken.stack.name}`)
    }
    return [
      {
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        ...(definition.description === undefined ? {} : {description: definition.description}),
        ...(exportName === undefined ? {} : {exportName}),
      },
    ]
  })
}
