/** Input of the Query protocol: every value arrives as text. */
import {validateInput, violation, violationMessage, type MemberRules} from '../../validate.ts'
import {validationError} from './errors.ts'
import type {Tag} from './policy/request.ts'

type Input = Readonly<Record<string, unknown>>

/**
 * Holds an input to the rules and returns it with its numbers read. Throws ValidationError, IAM's and STS's name for what
 * JSON services call ValidationException (aws-behaviour.md section 6.1).
 */
export function validateQuery(input: Input, rules: MemberRules): Record<string, unknown> {
  const read = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, typed(value, rules[name]?.type)]))
  validateInput(read, rules, 'ValidationError')
  return read
}

function typed(value: unknown, type: MemberRules[string]['type']): unknown {
  if (typeof value !== 'string') return value
  if (type === 'number' && /^-?\d+$/.test(value)) return Number(value)
  if (type === 'boolean') return value === 'true'
  // An empty list is sent as an empty text.
  return type === 'list' && value === '' ? [] : value
}

/** A text member; empty when absent, for members that the rules require. */
export function textOf(input: Input, member: string): string {
  const value = input[member]
  return typeof value === 'string' ? value : ''
}

/** A list member; empty when absent. */
export function listOf(input: Input, member: string): readonly unknown[] {
  const value = input[member]
  return Array.isArray(value) ? value : []
}

export function textsOf(input: Input, member: string): readonly string[] {
  return listOf(input, member).map(String)
}

/** `Tags` of a request. Throws ValidationError for a tag without a key. */
export function tagsOf(input: Input): Tag[] {
  return listOf(input, 'Tags').map((item, index) => {
    const {Key, Value} = item as Partial<Tag>
    if (typeof Key === 'string' && Key !== '') return {Key, Value: Value ?? ''}
    const rule = {required: true}
    const field = `Tags.${index + 1}.member.key`
    throw validationError(violationMessage([violation(field, undefined, rule, 'Member must not be null')]))
  })
}
