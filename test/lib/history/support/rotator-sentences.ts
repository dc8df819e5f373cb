import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseAst} from 'rolldown/parseAst'

/** What stands in a hole of a sentence: as the rotator writes it, and as it is shown. */
export type Sample = readonly [raw: string, shown: string]
/** By the source of the expression in the hole, after the path of its file where another file means another thing by it. */
export type Samples = Readonly<Record<string, readonly Sample[]>>

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

const ROOT = join(import.meta.dirname, '../../../../src/lib/rotators')

/** A sentence that a packaged rotator refuses with, and where it stands. */
export interface Thrown {
  readonly at: string
  /** The function that says it. */
  readonly by: string
  readonly samples: readonly Sample[]
}

/** Every sentence that a packaged rotator refuses a step with, once for each sample of each hole. */
export function thrownSentences(samples: Samples): readonly Thrown[] {
  return globSync('**/*.ts', {cwd: ROOT}).flatMap(path => {
    const source = readFileSync(join(ROOT, path), 'utf8')
    return nodesOf(parseAst(source, {lang: 'ts'}) as unknown as Node).flatMap(node => {
      const argument = sentenceOf(node)
      if (argument === undefined) return []
      const line = source.slice(0, node.start).split('\n').length
      return [
        {at: `${path}:${line}`, by: calleeOf(node)?.name ?? '', samples: expanded(argument, of(path, source, samples))},
      ]
    })
  })
}

/** What a function of a rotator returns as a part of a sentence. */
export function returnedSentences(path: string, name: string, samples: Samples): readonly Sample[] {
  const source = readFileSync(join(ROOT, path), 'utf8')
  const all = nodesOf(parseAst(source, {lang: 'ts'}) as unknown as Node)
  const found = all.find(node => node.type === 'FunctionDeclaration' && (node['id'] as {name: string}).name === name)
  if (found === undefined) throw new Error(`${path} has no function ${name}`)
  return nodesOf(found).flatMap(node => {
    const returned = node.type === 'ReturnStatement' ? (node['argument'] as Node | null) : null
    return returned !== null && isText(returned) ? expanded(returned, of(path, source, samples)) : []
  })
}

function sentenceOf(node: Node): Node | undefined {
  const [first] = (node['arguments'] ?? []) as readonly Node[]
  const callee = calleeOf(node)
  if (node.type === 'NewExpression' && callee?.name === 'Refusal') return first
  // The constructor of a kind of refusal, and the one place that puts its own words behind the same beginning.
  const isOther = callee?.type === 'Super' || callee?.name === 'refuse'
  return node.type === 'CallExpression' && isOther && first !== undefined && isText(first) ? first : undefined
}

function calleeOf(node: Node): {readonly type: string; readonly name?: string} | undefined {
  return node['callee'] as ReturnType<typeof calleeOf>
}

function isText({type, value}: Node): boolean {
  const texts = ['TemplateLiteral', 'BinaryExpression', 'ConditionalExpression']
  return texts.includes(type) || (type === 'Literal' && typeof value === 'string')
}

/** Gives the samples of an expression. */
type Sampler = (expression: Node) => readonly Sample[]

function of(path: string, source: string, samples: Samples): Sampler {
  return ({start, end}) => {
    const expression = source.slice(start, end)
    const found = samples[`${path} ${expression}`] ?? samples[expression]
    if (found !== undefined) return found
    throw new Error(`${path} has \${${expression}} in a sentence: give a sample of it, and say how it is shown`)
  }
}

function expanded(node: Node, sampler: Sampler): readonly Sample[] {
  const part = (member: string) => expanded(node[member] as Node, sampler)
  if (node.type === 'Literal') return [[String(node['value']), String(node['value'])]]
  if (node.type === 'BinaryExpression') return joined([part('left'), part('right')])
  if (node.type === 'ConditionalExpression') return [...part('consequent'), ...part('alternate')]
  if (node.type !== 'TemplateLiteral') return sampler(node)
  const quasis = node['quasis'] as readonly {readonly value: {readonly cooked: string}}[]
  const holes = (node['expressions'] as readonly Node[]).map(one => expanded(one, sampler))
  return joined(
    quasis.flatMap(({value}, index) => [[[value.cooked, value.cooked] as const], holes[index] ?? [['', '']]]),
  )
}

function joined(parts: readonly (readonly Sample[])[]): readonly Sample[] {
  return parts.reduce<readonly Sample[]>(
    (before, part) => before.flatMap(([raw, shown]) => part.map(([r, s]): Sample => [raw + r, shown + s])),
    [['', '']],
  )
}

function nodesOf(node: Node): readonly Node[] {
  const children = Object.values(node).flatMap(value => (Array.isArray(value) ? (value as unknown[]) : [value]))
  return [node, ...children.filter(isNode).flatMap(nodesOf)]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as {type?: unknown}).type === 'string'
}
