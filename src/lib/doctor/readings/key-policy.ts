import {parseArn} from '../../arn.ts'

/** Whether something holds; maybe: a part of it is not read here. */
export type Match = 'yes' | 'no' | 'maybe'

/** Who asks for what, and what a call through Secrets Manager carries. */
export interface KeyQuestion {
  readonly action: string
  readonly roleArn: string
  readonly keyArn: string
  readonly secretArn: string
}

/** What the policy of a key says of one action of a role. */
export interface KeyPolicyAnswer {
  readonly denied: Match
  /** It names the role itself, or everybody. */
  readonly direct: Match
  /** It lets the role's account decide, by the role's own policies. */
  readonly account: Match
}

/**
 * Reads the policy of a key for one role: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html.
 * Conditions are read where Secrets Manager makes their values; any other is a maybe, so that nothing is claimed.
 */
export function keyPolicyAnswer(policy: unknown, question: KeyQuestion): KeyPolicyAnswer {
  const statements = listOf(recordOf(policy)?.['Statement'])
    .map(one => recordOf(one))
    .filter(one => one !== undefined)
  const over = (effect: string, who: (statement: Members) => Match) =>
    anyOf(
      statements
        .filter(statement => statement['Effect'] === effect)
        .map(statement => allOf([who(statement), asksFor(statement, question)])),
    )
  const direct = (statement: Members) => namesRole(statement, question)
  const account = (statement: Members) => namesAccount(statement, question)
  return {
    denied: over('Deny', statement => anyOf([direct(statement), account(statement)])),
    direct: over('Allow', direct),
    account: over('Allow', account),
  }
}

/** All of them hold. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no'
  return matches.includes('maybe') ? 'maybe' : 'yes'
}

/** One of them holds. */
export function anyOf(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('maybe') ? 'maybe' : 'no'
}

type Members = Readonly<Record<string, unknown>>

function namesRole(statement: Members, {roleArn}: KeyQuestion): Match {
  if (statement['NotPrincipal'] !== undefined) return 'maybe'
  const named = principalsOf(statement)
  if (named.includes('*') || named.includes(roleArn)) return 'yes'
  const session = `:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/`
  return named.some(name => name.includes(session)) ? 'maybe' : 'no'
}

function namesAccount(statement: Members, {roleArn}: KeyQuestion): Match {
  const {accountId = ''} = parseArn(roleArn) ?? {}
  return principalsOf(statement).some(name => name === accountId || name.endsWith(`:iam::${accountId}:root`))
    ? 'yes'
    : 'no'
}

function principalsOf({Principal: principal}: Members): readonly string[] {
  return principal === '*' ? ['*'] : textsOf(recordOf(principal)?.['AWS'])
}

function asksFor(statement: Members, question: KeyQuestion): Match {
  const {NotAction, NotResource, Condition} = statement
  if (NotAction !== undefined || NotResource !== undefined) return 'maybe'
  const action = textsOf(statement['Action']).some(pattern =>
    like(question.action.toLowerCase(), pattern.toLowerCase()),
  )
  const resource = textsOf(statement['Resource']).some(pattern => like(question.keyArn, pattern))
  if (!action || !resource) return 'no'
  return holds(Condition, question)
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function holds(condition: unknown, question: KeyQuestion): Match {
  if (condition === undefined) return 'yes'
  const operators = Object.entries(recordOf(condition) ?? {'': {'': ''}})
  const actual = valuesOf(question)
  return allOf(
    operators.flatMap(([operator, keys]) =>
      Object.entries(recordOf(keys) ?? {'': ''}).map(([key, wanted]): Match => {
        const value = actual[key.toLowerCase()]
        const patterns = textsOf(wanted)
        if (value === undefined || patterns.some(pattern => pattern.includes('${'))) return 'maybe'
        if (operator === 'StringEquals') return patterns.includes(value) ? 'yes' : 'no'
        if (!/^(StringLike|ArnLike|ArnEquals)$/.test(operator)) return 'maybe'
        return patterns.some(pattern => like(value, pattern)) ? 'yes' : 'no'
      }),
    ),
  )
}

function valuesOf({roleArn, secretArn}: KeyQuestion): Readonly<Record<string, string | undefined>> {
  const sent = Object.entries(throughSecretsManager(secretArn)).map(([key, value]) => [key.toLowerCase(), value])
  return {
    ...Object.fromEntries(sent),
    'aws:principalarn': roleArn,
    'aws:principalaccount': parseArn(roleArn)?.accountId,
  }
}

/** What KMS sees of a call that Secrets Manager makes for somebody of the secret's account. */
export function throughSecretsManager(secretArn: string): Readonly<Record<string, string>> {
  const {region = '', accountId = ''} = parseArn(secretArn) ?? {}
  return {
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': secretArn,
    'kms:CallerAccount': accountId,
  }
}

/** `*` stands for any text, `?` for one character. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}

function recordOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter(one => typeof one === 'string')
}
