import {type Json, listOf, objectOf, type Template} from './template-text.ts'

/** Part of a template with intrinsic functions worked out as far as the template alone tells. */
export interface Resolved {
  readonly value: unknown
  /** What stands in as a placeholder: `!GetAtt Database.Endpoint`. */
  readonly unknown: readonly string[]
}

// Where the rehearsal takes place. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
const PSEUDO: Readonly<Record<string, unknown>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::StackName': 'rehearsal',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': undefined,
}

// Deeper nests no template that CloudFormation takes.
const DEEPEST = 100

/** Works out a part of a template. What only a deployed stack knows becomes a placeholder with its name in it. */
export function resolveIntrinsics(template: Template, part: unknown): Resolved {
  const unknown = new Set<string>()
  const placeholder = (what: string): string => {
    unknown.add(what)
    return `placeholder-${what.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')}`
  }
  const ref = (name: string): unknown => {
    if (Object.hasOwn(PSEUDO, name)) return PSEUDO[name]
    const parameter = objectOf(template.parameters[name])
    return parameter?.['Default'] ?? placeholder(`!Ref ${name}`)
  }
  const sub = (given: unknown, depth: number): string => {
    const [text, own] = Array.isArray(given) ? (given as unknown[]) : [given]
    const variables = objectOf(work(own, depth)) ?? {}
    return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`
      if (Object.hasOwn(variables, name)) return textOf(variables[name])
      return textOf(name.includes('.') ? placeholder(`!GetAtt ${name}`) : ref(name))
    })
  }
  const call = (name: string, given: unknown, depth: number): unknown => {
    if (name === 'Ref') return ref(String(given))
    if (name === 'Fn::Sub') return sub(given, depth)
    if (name === 'Fn::GetAtt') return placeholder(`!GetAtt ${listOf(given).map(String).join('.')}`)
    if (name === 'Fn::If') {
      const [condition, yes, no] = listOf(given)
      return work(holds({Condition: condition}, depth) ? yes : no, depth)
    }
    const worked = work(given, depth)
    if (name === 'Fn::Join') {
      const [separator, parts] = listOf(worked)
      return listOf(parts).map(textOf).join(String(separator))
    }
    if (name === 'Fn::Split') {
      const [separator, text] = listOf(worked)
      return textOf(text).split(String(separator))
    }
    if (name === 'Fn::Select') {
      const [index, among] = listOf(worked)
      const chosen = listOf(among)[Number(index)]
      return chosen ?? placeholder('!Select')
    }
    if (name === 'Fn::Base64') return Buffer.from(textOf(worked)).toString('base64')
    if (name === 'Fn::FindInMap') {
      const [map = '', first = '', second = ''] = listOf(worked).map(String)
      return objectOf(objectOf(template.mappings[map])?.[first])?.[second] ?? placeholder(`!FindInMap ${map}`)
    }
    return placeholder(`!${name.replace('Fn::', '')}`)
  }
  // What only a deployed stack knows equals nothing.
  const holds = (condition: unknown, depth: number): boolean => {
    const [name, given] = Object.entries(objectOf(condition) ?? {})[0] ?? []
    if (depth > DEEPEST || name === undefined) return false
    const parts = listOf(given)
    if (name === 'Condition') return holds(template.conditions[String(given)], depth + 1)
    if (name === 'Fn::Not') return !holds(parts[0], depth + 1)
    if (name === 'Fn::And') return parts.every(part => holds(part, depth + 1))
    if (name === 'Fn::Or') return parts.some(part => holds(part, depth + 1))
    if (name === 'Fn::Equals') return textOf(work(parts[0], depth)) === textOf(work(parts[1], depth))
    return false
  }
  const work = (value: unknown, depth: number): unknown => {
    if (depth > DEEPEST) return placeholder('something nested too deep')
    if (Array.isArray(value)) return value.map(one => work(one, depth + 1)).filter(one => one !== undefined)
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    if (typeof value === 'string' && value.includes('{{resolve:')) return placeholder('a dynamic reference')
    const object = objectOf(value)
    if (object === undefined) return value
    const [only] = Object.entries(object)
    if (only !== undefined && isCall(object)) return call(only[0], only[1], depth + 1)
    return Object.fromEntries(
      Object.entries(object)
        .map(([name, one]) => [name, work(one, depth + 1)] as const)
        .filter(([, one]) => one !== undefined),
    )
  }
  return {value: work(part, 0), unknown: [...unknown]}
}

/** As CloudFormation writes a value into a text; of nothing the empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function isCall(object: Json): boolean {
  const names = Object.keys(object)
  return names.length === 1 && /^(Ref|Fn::\w+)$/.test(names[0] ?? '')
}
