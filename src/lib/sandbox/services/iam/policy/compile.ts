/** Policies are compiled once per text: a decision is on the budget of every request. */
import type {Principal} from '../../../kernel.ts'
import {compileCondition, type Condition} from './conditions.ts'
import {parsePolicy, type Selection, type Statement} from './document.ts'
import {compilePattern, type Lookup} from './pattern.ts'
import {compilePrincipals, type Naming} from './principals.ts'

/** One question to a policy. */
export interface Request {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** Value of a condition key, in lower case. */
  readonly lookup: Lookup
}

export interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny'
  /** Action, resource and conditions fit. */
  applies(request: Request): boolean
  naming(principal: Principal): Naming
}

export interface CompiledPolicy {
  readonly allows: readonly CompiledStatement[]
  readonly denies: readonly CompiledStatement[]
  /** Condition keys it asks for, lower-case; SimulatePrincipalPolicy names the missing ones. */
  readonly conditionKeys: readonly string[]
}

const cache = new Map<string, CompiledPolicy>()
const cacheLimit = 2000

/** The compiled form of a policy's text, from the cache where it was met before. Throws PolicySyntaxError. */
export function compilePolicy(text: string): CompiledPolicy {
  const known = cache.get(text)
  if (known !== undefined) return known
  const document = parsePolicy(text)
  const variables = document.version === '2012-10-17'
  const statements = document.statements.map(statement => compileStatement(statement, variables))
  const compiled = {
    allows: statements.filter(statement => statement.effect === 'Allow'),
    denies: statements.filter(statement => statement.effect === 'Deny'),
    conditionKeys: [
      ...new Set(document.statements.flatMap(({conditions}) => conditions.map(c => c.key.toLowerCase()))),
    ],
  }
  if (cache.size >= cacheLimit) cache.clear()
  cache.set(text, compiled)
  return compiled
}

function compileStatement(statement: Statement, variables: boolean): CompiledStatement {
  const action = compileSelection(statement.actions, {ignoreCase: true, variables: false})
  const resource = compileSelection(statement.resources, {variables})
  const conditions: Condition[] = statement.conditions.map(entry => compileCondition(entry, variables))
  return {
    effect: statement.effect,
    applies: request =>
      action(request.action, request.lookup) &&
      resource(request.resource, request.lookup) &&
      conditions.every(condition => condition(request.lookup)),
    naming: compilePrincipals(statement.principals),
  }
}

/** An absent Resource (trust policies) means the resource that carries the policy. */
function compileSelection(
  selection: Selection<readonly string[]> | undefined,
  options: {ignoreCase?: boolean; variables: boolean},
): (text: string, lookup: Lookup) => boolean {
  if (selection === undefined) return () => true
  const patterns = selection.items.map(item => compilePattern(item, options))
  if (patterns.length === 1 && patterns[0] !== undefined && !selection.negated) return patterns[0]
  return (text, lookup) => patterns.some(pattern => pattern(text, lookup)) !== selection.negated
}
