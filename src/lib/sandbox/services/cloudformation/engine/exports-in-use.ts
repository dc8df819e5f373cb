/** Exports that other stacks import: they stay as they are. */
import {isPlainObject} from '../../../plain-object.ts'
import type {Output, Stack} from '../entities.ts'
import type {CloudFormationState} from '../state.ts'
import {evaluate, type Scope} from '../template/evaluate.ts'
import {surroundingsOf} from './outputs.ts'
import {readingOf} from './reading.ts'
import {scopeOf} from './scope.ts'

/**
 * Why a stack may not have these outputs in place of its own; undefined: it may.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function keptByImports(
  state: CloudFormationState,
  stack: Stack,
  outputs: readonly Output[],
): string | undefined {
  for (const {exportName, value} of stack.outputs) {
    if (exportName === undefined) continue
    const after = outputs.find(one => one.exportName === exportName)
    if (after?.value === value) continue
    const users = importersOf(state, stack, exportName)
    const verb = after === undefined ? 'deleted' : 'updated'
    if (users.length > 0) return `Export ${exportName} cannot be ${verb} as it is in use by ${users.join(', ')}`
  }
  return undefined
}

/** Names of stacks that import it. */
function importersOf(state: CloudFormationState, stack: Stack, exportName: string): readonly string[] {
  return state.of(stack).flatMap(other => {
    if (other.id === stack.id || other.status === 'DELETE_COMPLETE') return []
    const {template} = readingOf(other.template)
    const scope = scopeOf(template, surroundingsOf(state, other))
    return importsIn([template.resources, template.outputs], scope).includes(exportName) ? [other.name] : []
  })
}

function importsIn(value: unknown, scope: Scope): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(item => importsIn(item, scope))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' ? [String(evaluate(inner, scope))] : importsIn(inner, scope),
  )
}
