import {resolveIntrinsics} from './intrinsics.ts'
import {type Json, listOf, objectOf, type Template} from './template-text.ts'

export interface ShippedPolicy {
  /** A policy document with every statement; undefined: none is known. */
  readonly document?: unknown
  readonly notes: readonly string[]
}

/**
 * What a template lets a function do: policies in its role, those that name the role, and SAM's own. ARNs that only a
 * deployed stack knows are placeholders. AWS's managed policies and SAM's policy templates are not in the template, which
 * is told.
 */
export function shippedPolicyOf(template: Template, properties: Json, serverless: boolean): ShippedPolicy {
  const role = roleIdOf(properties['Role'])
  const parts = [
    ...(role === undefined ? [] : ofRole(template, role)),
    ...(serverless && properties['Role'] === undefined ? listOf(properties['Policies']).map(ofServerless) : []),
  ]
  const statements = parts.flatMap(part => ('statements' in part ? part.statements : []))
  const elsewhere = parts.flatMap(part => ('elsewhere' in part ? [part.elsewhere] : []))
  const {value} = resolveIntrinsics(template, statements)
  return {
    ...(statements.length === 0 ? {} : {document: {Version: '2012-10-17', Statement: value}}),
    notes: elsewhere.map(name => `The role also has ${name}, whose statements are not in the template.`),
  }
}

type Part = {readonly statements: readonly unknown[]} | {readonly elsewhere: string}

/** Logical id of the role: `!GetAtt Role.Arn`, or `${Role.Arn}` in a text. */
function roleIdOf(role: unknown): string | undefined {
  const call = objectOf(role)
  if (call === undefined) return undefined
  const {'Fn::Sub': text, 'Fn::GetAtt': attribute} = call
  const [name] = listOf(attribute)
  if (typeof name === 'string') return name.split('.')[0]
  return typeof text === 'string' ? /^\$\{(\w+)\.Arn\}$/.exec(text)?.[1] : undefined
}

function ofRole(template: Template, id: string): readonly Part[] {
  const role = template.resources[id]
  if (role?.type !== 'AWS::IAM::Role') return []
  const own = listOf(role.properties['Policies']).map(policy => ofDocument(objectOf(policy)?.['PolicyDocument']))
  const managed = listOf(role.properties['ManagedPolicyArns']).map(arn => ({elsewhere: nameOf(arn)}))
  const attached = Object.values(template.resources)
    .filter(({type, properties}) => POLICIES.test(type) && namesRole(properties, id))
    .map(({properties}) => ofDocument(properties['PolicyDocument']))
  return [...own, ...attached, ...managed]
}

const POLICIES = /^AWS::IAM::(Policy|RolePolicy|ManagedPolicy)$/

function namesRole(properties: Json, id: string): boolean {
  return [...listOf(properties['Roles']), properties['RoleName']].some(role => objectOf(role)?.['Ref'] === id)
}

function ofDocument(document: unknown): Part {
  return {statements: listOf(objectOf(document)?.['Statement'])}
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html: Policies. */
function ofServerless(policy: unknown): Part {
  const object = objectOf(policy)
  if (object?.['Statement'] !== undefined) return ofDocument(object)
  return {elsewhere: object === undefined ? nameOf(policy) : Object.keys(object).join(', ')}
}

function nameOf(policy: unknown): string {
  const text =
    typeof policy === 'string' ? policy : JSON.stringify(Object.values(objectOf(policy) ?? {})[0] ?? 'a policy')
  return text.split('/').at(-1)?.replaceAll('"', '') ?? text
}
