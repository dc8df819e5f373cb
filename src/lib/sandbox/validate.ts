import {ServiceError} from './kernel.ts'

/** What a member must be. Absent rules do not hold it to anything. */
export interface MemberRule {
  readonly type?: 'string' | 'number' | 'boolean' | 'list' | 'map'
  readonly required?: boolean
  /** Length of a text or a list, value of a number. */
  readonly min?: number
  readonly max?: number
  /** The whole text must match; written as the service model writes it. */
  readonly pattern?: string
  readonly values?: readonly string[]
  /** AWS does not repeat the value of a sensitive member. */
  readonly sensitive?: boolean
}

export type MemberRules = Readonly<Record<string, MemberRule>>

/** JSON kinds in the words of AWS's parser. */
const TOKENS = {string: 'STRING_VALUE', number: 'NUMBER_VALUE', boolean: 'TRUE_VALUE'} as const
const TARGETS = {string: 'a String', number: 'an Integer', boolean: 'a Boolean'} as const

/**
 * Holds an input to its rules. Throws SerializationException when a member has another JSON type, else one error that
 * names every broken rule: "2 validation errors detected: Value '…' at '…' failed to satisfy constraint: …; Value …".
 * `code` is the service's own: ValidationException, or InvalidParameterException for CloudWatch Logs.
 */
export function validateInput(
  input: Readonly<Record<string, unknown>>,
  rules: MemberRules,
  code = 'ValidationException',
): void {
  const broken: string[] = []
  for (const [member, rule] of Object.entries(rules)) {
    const value = input[member]
    if (value !== undefined && value !== null) checkType(value, rule)
    broken.push(...violationsOf(value, rule).map(sentence => violation(member, value, rule, sentence)))
  }
  if (broken.length > 0) throw new ServiceError(code, violationMessage(broken))
}

/** AWS's sentence over one or more broken constraints. */
export function violationMessage(broken: readonly string[]): string {
  const errors = broken.length === 1 ? 'validation error' : 'validation errors'
  return `${broken.length} ${errors} detected: ${broken.join('; ')}`
}

/** `Value 'x' at 'limit' failed to satisfy constraint: Member must …`; the field is lowerCamel. */
export function violation(member: string, value: unknown, rule: MemberRule, sentence: string): string {
  const field = member.charAt(0).toLowerCase() + member.slice(1)
  const shown = value === undefined || value === null ? ' null' : rule.sensitive === true ? '' : ` '${textOf(value)}'`
  return `Value${shown} at '${field}' failed to satisfy constraint: ${sentence}`
}

function violationsOf(value: unknown, rule: MemberRule): string[] {
  if (value === undefined || value === null) return rule.required === true ? ['Member must not be null'] : []
  if (typeof value === 'number') return boundsOf(value, rule, 'have value')
  if (Array.isArray(value)) return boundsOf(value.length, rule, 'have length')
  if (typeof value !== 'string') return []
  const sentences = boundsOf(value.length, rule, 'have length')
  if (rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)) {
    sentences.push(`Member must satisfy regular expression pattern: ${rule.pattern}`)
  }
  if (rule.values !== undefined && !rule.values.includes(value)) {
    sentences.push(`Member must satisfy enum value set: [${rule.values.join(', ')}]`)
  }
  return sentences
}

function boundsOf(size: number, {min, max}: MemberRule, have: string): string[] {
  if (max !== undefined && size > max) return [`Member must ${have} less than or equal to ${max}`]
  if (min !== undefined && size < min) return [`Member must ${have} greater than or equal to ${min}`]
  return []
}

function checkType(value: unknown, {type}: MemberRule): void {
  if (type === undefined || kindOf(value) === type) return
  throw new ServiceError('SerializationException', typeSentence(kindOf(value), value, type))
}

function typeSentence(kind: string, value: unknown, wanted: NonNullable<MemberRule['type']>): string {
  if (kind === 'list') return 'Start of list found where not expected'
  if (kind === 'map') return 'Start of structure or map found where not expected.'
  if (wanted === 'list' || wanted === 'map') return 'Unexpected field type'
  const token = value === false ? 'FALSE_VALUE' : TOKENS[kind as keyof typeof TOKENS]
  return `${token} can not be converted to ${TARGETS[wanted]}`
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' ? 'map' : typeof value
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
