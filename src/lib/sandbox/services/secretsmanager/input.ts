import * as v from 'valibot'

import {ServiceError} from '../../kernel.ts'
import {violationMessage} from '../../validate.ts'

/** Never quoted in an error text, never written to the trail. */
export const SECRET_MEMBERS: ReadonlySet<string> = new Set(['SecretString', 'SecretBinary', 'RotationToken'])

/** A text of `min` to `max` characters, as the API reference limits it. */
export const text = (min: number, max: number) => v.pipe(v.string(), v.minLength(min), v.maxLength(max))

export const integer = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

export const flag = () => v.optional(v.boolean())

export const list = <Item extends v.GenericSchema>(item: Item, min: number, max: number) =>
  v.pipe(v.array(item), v.minLength(min), v.maxLength(max))

export const secretId = text(1, 2048)
export const token = v.optional(text(32, 64))
export const versionId = text(32, 64)
export const label = text(1, 256)
export const tags = v.array(v.object({Key: text(1, 128), Value: v.optional(text(0, 256), '')}))
/** Secrets Manager counts a value in bytes, also where the model counts characters. */
const MOST_BYTES = 65_536
export const secretString = v.optional(v.pipe(v.string(), v.minLength(1), v.maxBytes(MOST_BYTES)))
export const secretBinary = v.optional(
  v.pipe(
    v.string(),
    v.transform(base64 => Buffer.from(base64, 'base64').toString('base64')),
    v.minLength(1),
    v.check(base64 => Buffer.byteLength(base64, 'base64') <= MOST_BYTES),
  ),
)
export const replicaRegions = list(v.object({Region: text(1, 128), KmsKeyId: v.optional(text(0, 2048))}), 1, 64)

const FILTER_KEYS = ['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all'] as const
const FILTER_VALUE = /^!?[a-zA-Z0-9 :_@/+=.\-!]*$/

export const filters = list(
  v.object({
    Key: v.picklist(FILTER_KEYS),
    Values: list(v.pipe(text(0, 512), v.regex(FILTER_VALUE)), 1, 10),
  }),
  0,
  10,
)

/**
 * Reads an operation's input. Wrong types are refused as SerializationException, broken constraints as
 * ValidationException in the sentence the JSON services share. Members set to null count as absent.
 */
export function readInput<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, withoutNulls(input))
  if (result.success) return result.output
  const mistyped = result.issues.find(issue => issue.kind === 'schema' && issue.input !== undefined && !isEnum(issue))
  if (mistyped !== undefined) throw new ServiceError('SerializationException', typeSentence(mistyped))
  throw new ServiceError('ValidationException', violationMessage(result.issues.map(violation)))
}

type Issue = v.BaseIssue<unknown>

const WANTED: Readonly<Record<string, string>> = {string: 'a String', number: 'an Integer', boolean: 'a Boolean'}

function isEnum(issue: Issue): boolean {
  return issue.type === 'picklist'
}

function violation(issue: Issue): string {
  return `${subjectOf(issue)} failed to satisfy constraint: ${ruleOf(issue)}`
}

function subjectOf(issue: Issue): string {
  const at = `at '${pathOf(issue)}'`
  if (issue.input === undefined) return `Value null ${at}`
  const secret = issue.path?.some(step => SECRET_MEMBERS.has(String(step.key))) === true
  if (secret) return `Value ${at}`
  return `Value '${textOf(issue.input)}' ${at}`
}

function pathOf(issue: Issue): string {
  const steps = issue.path ?? []
  return steps
    .map(step => (typeof step.key === 'number' ? `${step.key + 1}.member` : lowerFirst(String(step.key))))
    .join('.')
}

function ruleOf(issue: Issue): string {
  if (issue.input === undefined) return 'Member must not be null'
  if (isEnum(issue))
    return `Member must satisfy enum value set: [${(issue.expected ?? '').replaceAll(/[("')]/g, '').replaceAll(' | ', ', ')}]`
  const limit = String(issue.type === 'check' ? MOST_BYTES : issue.requirement)
  if (issue.type === 'min_length') return `Member must have length greater than or equal to ${limit}`
  if (issue.type === 'max_length' || issue.type === 'max_bytes' || issue.type === 'check')
    return `Member must have length less than or equal to ${limit}`
  if (issue.type === 'min_value') return `Member must have value greater than or equal to ${limit}`
  if (issue.type === 'max_value') return `Member must have value less than or equal to ${limit}`
  if (issue.type === 'integer') return 'Member must be an integer'
  return `Member must satisfy regular expression pattern: ${issue.requirement instanceof RegExp ? issue.requirement.source : limit}`
}

function typeSentence(issue: Issue): string {
  const value = issue.input
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (typeof value === 'object') return 'Start of structure or map found where not expected.'
  const wanted = WANTED[issue.type]
  if (wanted === undefined) return 'Unexpected field type'
  const found = typeof value === 'boolean' ? String(value) : typeof value
  return `${found.toUpperCase()}_VALUE can not be converted to ${wanted}`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const present = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(present.map(([name, member]) => [name, withoutNulls(member)]))
}
