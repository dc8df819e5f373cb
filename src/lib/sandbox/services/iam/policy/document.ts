/**
 * Policy documents as data: JSON in, statements out. What the elements mean stands in
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html.
 */

/** The document is not a policy. The message is what IAM would say in MalformedPolicyDocument. */
export class PolicySyntaxError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PolicySyntaxError'
  }
}

export interface ConditionEntry {
  /** As written, `ForAnyValue:StringEqualsIfExists`. */
  readonly operator: string
  /** Condition key as written; keys are compared without case. */
  readonly key: string
  readonly values: readonly string[]
}

/** Kind of principal (`AWS`, `Service`, `Federated`, `CanonicalUser`) to the values; `*` alone is `{AWS: ['*']}` for everybody. */
export type Principals = Readonly<Record<string, readonly string[]>>

/** A list of patterns, or everything but a list of patterns. */
export interface Selection<T> {
  readonly negated: boolean
  readonly items: T
}

export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly principals: Selection<Principals> | undefined
  readonly actions: Selection<readonly string[]> | undefined
  readonly resources: Selection<readonly string[]> | undefined
  readonly conditions: readonly ConditionEntry[]
}

export interface PolicyDocument {
  /** `2008-10-17` when absent; policy variables are text there. */
  readonly version: string
  readonly statements: readonly Statement[]
}

const syntax = 'Syntax errors in policy.'
const statementFields = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** Reads a policy's JSON. Throws PolicySyntaxError. Says nothing about where the policy may be used: see check.ts. */
export function parsePolicy(text: string): PolicyDocument {
  const root = asObject(parseJson(text))
  const version = root['Version'] ?? '2008-10-17'
  if (version !== '2012-10-17' && version !== '2008-10-17') throw new PolicySyntaxError(syntax)
  for (const field of Object.keys(root)) {
    if (field !== 'Version' && field !== 'Id' && field !== 'Statement') throw new PolicySyntaxError(syntax)
  }
  const statements = root['Statement']
  if (statements === undefined) throw new PolicySyntaxError(syntax)
  return {version, statements: (Array.isArray(statements) ? statements : [statements]).map(parseStatement)}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw Object.assign(new PolicySyntaxError(syntax), {cause})
  }
}

function parseStatement(value: unknown): Statement {
  const statement = asObject(value)
  for (const field of Object.keys(statement)) if (!statementFields.has(field)) throw new PolicySyntaxError(syntax)
  const effect = statement['Effect']
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError(syntax)
  const sid = statement['Sid']
  if (sid !== undefined && typeof sid !== 'string') throw new PolicySyntaxError(syntax)
  return {
    sid,
    effect,
    principals: select(statement, 'Principal', parsePrincipals),
    actions: select(statement, 'Action', asStrings),
    resources: select(statement, 'Resource', asStrings),
    conditions: parseConditions(statement['Condition']),
  }
}

function select<T>(
  statement: Record<string, unknown>,
  field: string,
  parse: (value: unknown) => T,
): Selection<T> | undefined {
  const plain = statement[field]
  const negated = statement[`Not${field}`]
  if (plain !== undefined && negated !== undefined) throw new PolicySyntaxError(syntax)
  if (plain !== undefined) return {negated: false, items: parse(plain)}
  return negated === undefined ? undefined : {negated: true, items: parse(negated)}
}

function parsePrincipals(value: unknown): Principals {
  if (value === '*') return {AWS: ['*']}
  const kinds = asObject(value)
  for (const kind of Object.keys(kinds)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) throw new PolicySyntaxError(syntax)
  }
  return Object.fromEntries(Object.entries(kinds).map(([kind, values]) => [kind, asStrings(values)]))
}

function parseConditions(value: unknown): ConditionEntry[] {
  if (value === undefined) return []
  return Object.entries(asObject(value)).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys)).map(([key, values]) => ({operator, key, values: asStrings(values)})),
  )
}

/** A string or a list of strings; conditions also take plain numbers and booleans. */
function asStrings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(item => {
    if (typeof item === 'string') return item
    if (typeof item === 'boolean' || typeof item === 'number') return String(item)
    throw new PolicySyntaxError(syntax)
  })
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PolicySyntaxError(syntax)
  return value as Record<string, unknown>
}
