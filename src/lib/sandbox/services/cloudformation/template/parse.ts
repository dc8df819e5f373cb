/** Text of a template, JSON or YAML with CloudFormation's short forms, as plain data. */
import {isAlias, isMap, isScalar, isSeq, parseDocument, type Node} from 'yaml'

import {formatError, templateError} from '../errors.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const SHORT_FORMS = new Set([
  'And',
  'Base64',
  'Equals',
  'FindInMap',
  'GetAtt',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
])

/** Throws ValidationError for what is neither. */
export function parseTemplateText(text: string): unknown {
  return /^\s*\{/.test(text) ? fromJson(text) : fromYaml(text)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const [, position] = /position (\d+)/.exec((error as SyntaxError).message) ?? []
    throw formatError(`JSON not well-formed.${placeOf(text, Number(position ?? text.length))}`)
  }
}

function fromYaml(text: string): unknown {
  const document = parseDocument(text, {logLevel: 'silent'})
  const [error] = document.errors
  if (error !== undefined) throw formatError(`YAML not well-formed.${placeOf(text, error.pos[0])}`)
  return plain(document.contents)
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n')
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

function plain(node: Node | null): unknown {
  if (node === null) return null
  if (isAlias(node)) throw templateError('YAML aliases are not allowed in CloudFormation templates')
  const value = contentOf(node)
  const tag = 'tag' in node && typeof node.tag === 'string' && /^![^!]/.test(node.tag) ? node.tag.slice(1) : undefined
  return tag === undefined ? value : longForm(tag, value)
}

function contentOf(node: Node): unknown {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({key, value}) => [String(isScalar(key) ? key.value : key), plain(value as Node | null)]),
    )
  }
  if (isSeq(node)) return node.items.map(item => plain(item as Node | null))
  return isScalar(node) ? node.value : null
}

function longForm(tag: string, value: unknown): unknown {
  if (tag === 'Ref' || tag === 'Condition') return {[tag]: value}
  if (!SHORT_FORMS.has(tag)) throw formatError(`YAML not well-formed. The sandbox does not know !${tag}.`)
  if (tag !== 'GetAtt' || typeof value !== 'string') return {[`Fn::${tag}`]: value}
  const dot = value.indexOf('.')
  return {'Fn::GetAtt': dot === -1 ? [value] : [value.slice(0, dot), value.slice(dot + 1)]}
}
