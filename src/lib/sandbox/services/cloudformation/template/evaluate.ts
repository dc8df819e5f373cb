/** Functions: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html. */
import {isPlainObject} from '../../../plain-object.ts'
import {templateError} from '../errors.ts'
import {getAttOf, SUBSTITUTION} from './references.ts'

/** What names stand for. Each throws ServiceError for a name that stands for nothing. */
export interface Scope {
  ref(name: string): unknown
  attribute(name: string, attribute: string): unknown
  condition(name: string): boolean
  mapping(map: string, key: string, inner: string): unknown
  imported(name: string): string
}

/** Stands where `AWS::NoValue` does: the member or item is not there at all. */
export const NO_VALUE = Symbol('AWS::NoValue')

/** A value without functions. Throws ValidationError. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map(item => evaluate(item, scope)).filter(item => item !== NO_VALUE)
  if (!isPlainObject(value)) return value
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value)
  if (others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) return call(key, inner, scope)
  const members = Object.entries(value).map(([name, member]) => [name, evaluate(member, scope)] as const)
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE))
}

/** A condition, by name or as written. Throws ValidationError. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  const [[key, inner] = ['', undefined]] = isPlainObject(value) ? Object.entries(value) : []
  const all = (name: string): boolean[] => {
    const items = Array.isArray(inner) ? (inner as unknown[]) : []
    if (items.length === 0 || items.length > 10)
      throw templateError(`every ${name} object requires a list of conditions.`)
    return items.map(item => evaluateCondition(item, scope))
  }
  switch (key) {
    case 'Condition':
      return scope.condition(String(inner))
    case 'Fn::Equals': {
      const [one, other, ...rest] = Array.isArray(inner) ? (inner as unknown[]) : []
      if (one === undefined || other === undefined || rest.length > 0) {
        throw templateError('every Fn::Equals object requires a list of 2 string parameters.')
      }
      return JSON.stringify(evaluate(one, scope)) === JSON.stringify(evaluate(other, scope))
    }
    case 'Fn::Not':
      return !all('Fn::Not').every(Boolean)
    case 'Fn::And':
      return all('Fn::And').every(Boolean)
    case 'Fn::Or':
      return all('Fn::Or').some(Boolean)
    default:
      throw templateError(`Conditions can only be boolean operations on parameters and other conditions`)
  }
}

function call(name: string, given: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return given === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(given))
    case 'Fn::GetAtt': {
      const {name: resource, attribute} = getAttOf(given)
      return scope.attribute(resource, String(evaluate(attribute, scope)))
    }
    case 'Fn::Sub':
      return substitute(given, scope)
    case 'Fn::If': {
      const [condition, yes, no] = listOf(given)
      return evaluate(scope.condition(String(condition)) ? yes : no, scope)
    }
    case 'Fn::Join':
      return join(given, scope)
    case 'Fn::Split': {
      const [delimiter, text] = listOf(given).map(item => evaluate(item, scope))
      if (typeof delimiter !== 'string' || typeof text !== 'string') {
        throw templateError(
          'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
        )
      }
      return text.split(delimiter)
    }
    case 'Fn::Select': {
      const [index, list] = listOf(given).map(item => evaluate(item, scope))
      if (!Array.isArray(list) || !/^\d+$/.test(String(index))) {
        throw templateError('Fn::Select requires a list argument with two elements: an integer index and a list')
      }
      if (Number(index) >= list.length)
        throw templateError(`Fn::Select cannot select nonexistent value at index ${String(index)}`)
      return list[Number(index)]
    }
    case 'Fn::FindInMap': {
      const [map, key, inner] = listOf(given).map(item => String(evaluate(item, scope)))
      return scope.mapping(map ?? '', key ?? '', inner ?? '')
    }
    case 'Fn::Base64':
      return Buffer.from(textOf(evaluate(given, scope))).toString('base64')
    case 'Fn::ImportValue':
      return scope.imported(String(evaluate(given, scope)))
    default:
      throw templateError(`Unsupported function: ${name}`)
  }
}

function join(given: unknown, scope: Scope): string {
  const [delimiter, list] = listOf(given).map(item => evaluate(item, scope))
  if (typeof delimiter !== 'string' || !Array.isArray(list)) {
    throw templateError(
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    )
  }
  return list.map(textOf).join(delimiter)
}

function substitute(given: unknown, scope: Scope): string {
  const [text, own = {}] = Array.isArray(given) ? (given as unknown[]) : [given]
  if (typeof text !== 'string' || !isPlainObject(own)) {
    throw templateError("One or more Fn::Sub intrinsic functions don't specify expected arguments.")
  }
  const filled = text.replaceAll(SUBSTITUTION, (_whole, inner: string) => {
    const name = inner.trim()
    if (Object.hasOwn(own, name)) return textOf(evaluate(own[name], scope))
    const [resource = '', ...attribute] = name.split('.')
    return textOf(attribute.length === 0 ? scope.ref(name) : scope.attribute(resource, attribute.join('.')))
  })
  return filled.replaceAll('${!', '${')
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? (given as unknown[]) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
