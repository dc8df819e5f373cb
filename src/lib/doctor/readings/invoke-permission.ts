/** A statement of a resource policy, as far as this question goes. */
interface Statement {
  readonly Sid?: unknown
  readonly Effect?: unknown
  readonly Principal?: unknown
  readonly Action?: unknown
  readonly Resource?: unknown
  readonly Condition?: unknown
}

const known = /^(StringEquals|ArnEquals|StringLike|ArnLike)$/
const SERVICE = 'secretsmanager.amazonaws.com'

/**
 * Whether Secrets Manager may invoke a function by its resource policy, for one secret. Only the conditions that these
 * policies use are read (SourceAccount, SourceArn); any other condition counts against the
 * permission, so that none is claimed that may not hold (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
 */
export function mayInvoke(
  statements: readonly unknown[],
  question: {readonly secretArn: string; readonly account: string},
): boolean {
  const applying = statements.filter((statement): statement is Statement => applies(statement, question))
  if (applying.some(statement => statement.Effect === 'Deny')) return false
  return applying.some(statement => statement.Effect === 'Allow')
}

export function statementIds(statements: readonly unknown[]): readonly string[] {
  return statements.flatMap(statement => {
    const sid = isRecord(statement) ? statement['Sid'] : undefined
    return typeof sid === 'string' ? [sid] : []
  })
}

/** Whether a statement speaks of Secrets Manager invoking the function for this secret, be it Allow or Deny. */
export function applies(statement: unknown, question: {readonly secretArn: string; readonly account: string}): boolean {
  if (!isRecord(statement)) return false
  return (
    principalMatches(statement['Principal']) &&
    texts(statement['Action']).some(action => like('lambda:InvokeFunction', action)) &&
    conditionsHold(statement['Condition'], question, statement['Effect'] === 'Deny')
  )
}

/** Whether Secrets Manager is among those that the statement speaks of: by name, or because everybody is. */
export function principalMatches(principal: unknown): boolean {
  if (principal === '*') return true
  if (!isRecord(principal)) return false
  return texts(principal['Service']).includes(SERVICE) || texts(principal['AWS']).includes('*')
}

/** `unreadable`: what a condition counts as that is not known here. */
function conditionsHold(
  condition: unknown,
  question: {readonly secretArn: string; readonly account: string},
  unreadable: boolean,
): boolean {
  if (condition === undefined) return true
  if (!isRecord(condition)) return unreadable
  return Object.entries(condition).every(([operator, keys]) => {
    if (!isRecord(keys)) return false
    return Object.entries(keys).every(([key, wanted]) => {
      const actual = actualOf(key.toLowerCase(), question)
      if (actual === undefined || !known.test(operator)) return unreadable
      return texts(wanted).some(pattern => holds(operator, actual, pattern))
    })
  })
}

/** Whether a statement's conditions are all of the kind that is read here. */
export function readableCondition(condition: unknown): boolean {
  if (condition === undefined) return true
  if (!isRecord(condition)) return false
  return Object.entries(condition).every(
    ([operator, keys]) =>
      known.test(operator) && isRecord(keys) && Object.keys(keys).every(key => /^aws:source(account|arn)$/i.test(key)),
  )
}

function actualOf(key: string, question: {readonly secretArn: string; readonly account: string}): string | undefined {
  if (key === 'aws:sourceaccount') return question.account
  return key === 'aws:sourcearn' ? question.secretArn : undefined
}

function holds(operator: string, actual: string, pattern: string): boolean {
  if (/^(StringEquals|ArnEquals)$/.test(operator) && !pattern.includes('*')) return actual === pattern
  return /^(StringLike|ArnLike|ArnEquals)$/.test(operator) && like(actual, pattern)
}

/** `*` any run of characters, `?` any one; both sides without regard to case, as actions are compared. */
export function like(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i').test(text)
}

/** The texts of a member that is one text or a list. */
export function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.filter(item => typeof item === 'string')
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
