/** `{{resolve:secretsmanager:…}}`: aws-behaviour.md section 13.1. Values are put in at the moment of use and stored nowhere. */
import {isPlainObject} from '../../../plain-object.ts'
import {notServed, validation} from '../errors.ts'
import type {Maker} from '../resources/resource-type.ts'
import type {Properties} from '../template/template.ts'

const REFERENCE = /\{\{resolve:([^:}]+):([^}]+)\}\}/g

export async function resolved(maker: Pick<Maker, 'call'>, properties: Properties): Promise<Properties> {
  return (await inValue(maker, properties)) as Properties
}

async function inValue(maker: Pick<Maker, 'call'>, value: unknown): Promise<unknown> {
  if (typeof value === 'string') return inText(maker, value)
  if (Array.isArray(value)) return Promise.all(value.map(item => inValue(maker, item)))
  if (!isPlainObject(value)) return value
  const members = Object.entries(value).map(async ([name, member]) => [name, await inValue(maker, member)] as const)
  return Object.fromEntries(await Promise.all(members))
}

async function inText(maker: Pick<Maker, 'call'>, text: string): Promise<string> {
  let filled = text
  for (const [whole, service, rest = ''] of text.matchAll(REFERENCE)) {
    if (service !== 'secretsmanager') throw notServed(`dynamic references to ${service}`)
    filled = filled.replace(whole, (await secretValue(maker, rest)).replaceAll('$', '$$$$'))
  }
  return filled
}

/** An ARN has colons of its own, seven parts of it. */
async function secretValue(maker: Pick<Maker, 'call'>, text: string): Promise<string> {
  const parts = text.split(':')
  const length = text.startsWith('arn:') ? 7 : 1
  const SecretId = parts.slice(0, length).join(':')
  const [, key = '', stage = '', version = ''] = parts.slice(length)
  const {SecretString} = await maker.call('secretsmanager', 'GetSecretValue', {
    SecretId,
    ...(stage === '' ? {} : {VersionStage: stage}),
    ...(version === '' ? {} : {VersionId: version}),
  })
  const value = typeof SecretString === 'string' ? SecretString : ''
  if (key === '') return value
  const member = memberOf(value, key)
  if (member === undefined) throw validation(`Could not find a value associated with JSONKey in SecretString`)
  return member
}

function memberOf(value: string, key: string): string | undefined {
  try {
    const found = (JSON.parse(value) as Record<string, unknown>)[key]
    return typeof found === 'string' ? found : found === undefined ? undefined : JSON.stringify(found)
  } catch {
    return undefined
  }
}
