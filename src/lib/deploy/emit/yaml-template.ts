import {Document, isCollection, Pair, Scalar, YAMLMap, YAMLSeq, type Node} from 'yaml'

/** A template as YAML with the short forms of its functions; texts of several lines and long ones stand as blocks. */
export function yamlTemplate(template: Readonly<Record<string, unknown>>, heading: string): string {
  // CloudFormation reads YAML 1.1, where `on` and `2012-10-17` are no texts.
  const document = new Document(null, {version: '1.1'})
  const sections = new YAMLMap()
  for (const [name, section] of Object.entries(template)) sections.add(new Pair(spaced(name), nodeOf(section)))
  document.contents = sections
  document.commentBefore = heading
  return document.toString({lineWidth: 0, directives: false, flowCollectionPadding: false})
}

function spaced(name: string): Scalar {
  const key = new Scalar(name)
  key.spaceBefore = true
  return key
}

/** Longer than this a text is code. */
const LONGEST_LINE = 1000

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) {
    const list = new YAMLSeq()
    for (const item of value as unknown[]) list.add(nodeOf(item))
    list.flow = list.items.every(item => !isCollection(item) || item.tag !== undefined)
    return list
  }
  if (typeof value === 'object' && value !== null) return mapOf(value as Record<string, unknown>)
  const scalar = new Scalar(value)
  if (typeof value === 'string' && value.length > LONGEST_LINE) scalar.type = 'BLOCK_LITERAL'
  return scalar
}

function mapOf(value: Readonly<Record<string, unknown>>): Node {
  const [[name, inner] = ['', undefined], ...others] = Object.entries(value)
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const call = nodeOf(inner)
    // A map within a short form is no flow collection; YAML takes one tag a node, so what has one already stays long.
    if (call.tag === undefined) {
      call.tag = `!${name.replace('Fn::', '')}`
      return call
    }
  }
  const map = new YAMLMap()
  for (const [key, member] of Object.entries(value)) map.set(key, nodeOf(member))
  return map
}
