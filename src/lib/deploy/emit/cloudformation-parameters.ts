import {ascii} from './ascii.ts'
import type {Blueprint} from './blueprint.ts'
import type {Parameter, ParameterGroup} from './parameters.ts'

/** The parameters of a template, and how the console groups them. */
export interface TemplateParameters {
  readonly parameters: Record<string, unknown>
  readonly groups: readonly unknown[]
}

const BUCKET: Parameter = {
  name: 'CodeBucket',
  group: 'Function',
  description: 'Bucket with the package of the rotator, SDK included. Empty: the code in this template.',
  standard: '',
  rule: {kind: 'pattern', pattern: '|[a-z0-9.-]{3,63}', takes: 'the name of a bucket, or nothing'},
}

export const CODE_BUCKET = BUCKET.name
export const CODE_KEY = 'CodeKey'

function codeKey(rotator: string): Parameter {
  return {
    name: CODE_KEY,
    group: 'Function',
    description: 'Key of the package in that bucket.',
    standard: `${rotator}.zip`,
    rule: {kind: 'pattern', pattern: '.{1,1024}', takes: '1 to 1024 characters'},
  }
}

/** `inline`: the code is in the template, and a bucket may have another one; else a bucket has it. */
export function parametersOf({parameters, deployment}: Blueprint, inline: boolean): TemplateParameters {
  const all = [...parameters, inline ? BUCKET : required(BUCKET), codeKey(deployment.rotator.name)]
  const groups = new Map<ParameterGroup, string[]>()
  for (const {group, name} of all) groups.set(group, [...(groups.get(group) ?? []), name])
  return {
    parameters: Object.fromEntries(all.map(one => [one.name, definitionOf(one)])),
    groups: [...groups].map(([label, names]) => ({Label: {default: label}, Parameters: names})),
  }
}

/** Without a default, and without the way to say nothing. */
function required({standard: _standard, rule, ...rest}: Parameter): Undecided {
  return {...rest, rule: rule.kind === 'pattern' ? {...rule, pattern: rule.pattern.replace(/^\|/, '')} : rule}
}

type Undecided = Omit<Parameter, 'standard'> & {readonly standard?: string}

function definitionOf({description, rule, ...rest}: Undecided): Record<string, unknown> {
  const isNumber = rule.kind === 'number' || (rule.kind === 'choice' && rule.of.every(one => typeof one === 'number'))
  const Default = isNumber ? Number(rest.standard) : rest.standard
  const standard = rest.standard === undefined ? {} : {Default}
  const Description = ascii(description)
  if (rule.kind === 'number')
    return {Type: 'Number', ...standard, MinValue: rule.least, MaxValue: rule.most, Description}
  if (rule.kind === 'choice')
    return {Type: isNumber ? 'Number' : 'String', ...standard, AllowedValues: rule.of, Description}
  const ConstraintDescription = `It takes ${ascii(rule.takes)}.`
  return {Type: 'String', ...standard, AllowedPattern: rule.pattern, ConstraintDescription, Description}
}
