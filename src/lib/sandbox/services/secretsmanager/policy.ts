import {ServiceError} from '../../kernel.ts'

interface Statement {
  readonly Effect?: unknown
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
  readonly Action?: unknown
  readonly NotAction?: unknown
  readonly Resource?: unknown
  readonly NotResource?: unknown
  readonly Condition?: unknown
}

/** One broken check of ValidateResourcePolicy. */
export interface PolicyProblem {
  readonly check: string
  readonly message: string
}

const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])
const AWS_PRINCIPAL =
  /^(?:\*|\d{12}|arn:[a-z-]+:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/.+))$/

/** Condition keys that narrow a wildcard principal down to somebody. */
const NARROWING =
  /^(?:aws:(?:principal(?:arn|account|orgid|orgpaths)|source(?:arn|account|vpc|vpce|ip|orgid)|userid)|secretsmanager:.*)$/i

/** Throws MalformedPolicyDocumentException, and PublicPolicyException where public policies are to be refused. */
export function checkPolicy(policy: string, blockPublic: boolean): void {
  const problem = malformedProblem(policy)
  if (problem !== undefined) throw new ServiceError('MalformedPolicyDocumentException', problem.message)
  if (blockPublic && isPublic(policy)) throw new ServiceError('PublicPolicyException', PUBLIC)
}

/** What ValidateResourcePolicy finds. */
export function policyProblems(policy: string): readonly PolicyProblem[] {
  const malformed = malformedProblem(policy)
  if (malformed !== undefined) return [malformed]
  return isPublic(policy) ? [{check: 'PUBLIC_POLICY_CHECK', message: PUBLIC}] : []
}

const PUBLIC = 'The resource policy grants broad access to the secret.'

/** Two sentences are AWS's own ("invalid Json", "unsupported principal"), the others are the sandbox's. */
function malformedProblem(policy: string): PolicyProblem | undefined {
  const statements = statementsOf(policy)
  if (statements === undefined) return {check: 'JSON_CHECK', message: 'This resource policy contains invalid Json.'}
  if (statements.length === 0 || !statements.every(isWhole)) {
    return {check: 'SYNTAX_CHECK', message: 'This resource policy contains a syntax error.'}
  }
  if (statements.every(statement => principalsOf(statement)?.every(isSupported) === true)) return undefined
  return {check: 'PRINCIPAL_CHECK', message: 'This resource policy contains an unsupported principal.'}
}

function statementsOf(policy: string): readonly Statement[] | undefined {
  const document = parsed(policy)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  const {Statement: statement} = document as {Statement?: unknown}
  const list: readonly unknown[] = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement]
  return list.map(item => (typeof item === 'object' && item !== null ? item : {}))
}

function parsed(policy: string): unknown {
  try {
    return JSON.parse(policy)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isWhole(statement: Statement): boolean {
  const effect = statement.Effect === 'Allow' || statement.Effect === 'Deny'
  const action = (statement.Action ?? statement.NotAction) !== undefined
  return effect && action && (statement.Resource ?? statement.NotResource) !== undefined
}

type Principal = readonly [type: string, value: string]

/** undefined: a resource policy's statement without a principal. */
function principalsOf(statement: Statement): readonly Principal[] | undefined {
  const principal = statement.Principal ?? statement.NotPrincipal
  if (typeof principal === 'string') return [['AWS', principal]]
  if (typeof principal !== 'object' || principal === null) return undefined
  return Object.entries(principal as Record<string, unknown>).flatMap(([type, values]) =>
    (Array.isArray(values) ? values : [values]).map((value): Principal => [type, String(value)]),
  )
}

function isSupported([type, value]: Principal): boolean {
  return PRINCIPAL_TYPES.has(type) && (type !== 'AWS' || AWS_PRINCIPAL.test(value))
}

function isPublic(policy: string): boolean {
  return (statementsOf(policy) ?? []).some(statement => {
    const principals = principalsOf(statement) ?? []
    const everybody = principals.some(([type, value]) => type === 'AWS' && value === '*')
    return statement.Effect === 'Allow' && everybody && !isNarrowed(statement.Condition)
  })
}

function isNarrowed(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false
  const keys = Object.values(condition).flatMap(test => Object.keys((test ?? {}) as object))
  return keys.some(key => NARROWING.test(key))
}
