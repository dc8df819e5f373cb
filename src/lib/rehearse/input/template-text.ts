import {type CollectionTag, isCollection, type ScalarTag, YAMLMap} from 'yaml'
import {inputRefused} from './refused.ts'
import {yamlText} from './yaml-text.ts'

export type Json = Readonly<Record<string, unknown>>

/** A CloudFormation or SAM template, intrinsic functions in their long form. */
export interface Template {
  /** As the user named it. */
  readonly name: string
  readonly resources: Readonly<Record<string, Resource>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly mappings: Readonly<Record<string, unknown>>
  readonly conditions: Readonly<Record<string, unknown>>
  /** `Globals.Function` of SAM. */
  readonly globals: Json
}

export interface Resource {
  readonly type: string
  readonly properties: Json
}

// Short forms: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const FUNCTIONS =
  'And Base64 Cidr Equals FindInMap GetAtt GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform'
    .split(' ')
    .map(name => [`!${name}`, `Fn::${name}`] as const)
const TAGS = [...FUNCTIONS, ['!Ref', 'Ref'] as const, ['!Condition', 'Condition'] as const]

/** Reads YAML with CloudFormation's tags, or JSON. Throws TEMPLATE_INVALID (exit 2), which quotes nothing of the file. */
export function parseTemplate(text: string, name: string): Template {
  const read = yamlText(
    text,
    TAGS.flatMap(([tag, long]) => tagsOf(tag, long)),
  )
  if (read.kind === 'invalid') throw invalid(name, read.reason)
  const whole = objectOf(read.value)
  const resources = objectOf(whole?.['Resources'])
  if (resources === undefined) throw invalid(name, 'it has no Resources')
  return {
    name,
    resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [id, toResource(objectOf(resource) ?? {})]),
    ),
    parameters: objectOf(whole?.['Parameters']) ?? {},
    mappings: objectOf(whole?.['Mappings']) ?? {},
    conditions: objectOf(whole?.['Conditions']) ?? {},
    globals: objectOf(objectOf(whole?.['Globals'])?.['Function']) ?? {},
  }
}

/** undefined: it is no object. */
export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

/** A list, a single thing as a list of one, and of nothing the empty one. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]
  return value === undefined || value === null ? [] : [value]
}

function toResource(resource: Json): Resource {
  return {type: String(resource['Type']), properties: objectOf(resource['Properties']) ?? {}}
}

function invalid(name: string, reason: string): Error {
  return inputRefused(
    'TEMPLATE_INVALID',
    `${name} is no template that can be read: ${reason}.`,
    'A template is CloudFormation or SAM, in YAML or JSON, with its Resources. See where it breaks: cfn-lint FILE',
  )
}

/** `!Sub x` is `{Fn::Sub: x}`, for a text, a list and an object. */
function tagsOf(tag: string, long: string): readonly (ScalarTag | CollectionTag)[] {
  const ofText = (value: string): unknown => (long === 'Fn::GetAtt' ? splitOnce(value) : value)
  return [
    {tag, resolve: value => ({[long]: ofText(value)})},
    ...(['map', 'seq'] as const).map(collection => ({
      tag,
      collection,
      resolve: (value: unknown) => {
        const wrapped = new YAMLMap()
        wrapped.set(long, isCollection(value) ? value : undefined)
        return wrapped
      },
    })),
  ]
}

/** `Role.Arn` is the attribute `Arn` of `Role`; an attribute may hold dots. */
function splitOnce(text: string): readonly string[] {
  const at = text.indexOf('.')
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
