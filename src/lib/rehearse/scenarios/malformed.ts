import type {Bench} from '../bench.ts'
import type {Plan, Scenario} from '../item.ts'
import {callsOf} from '../plain-run.ts'
import {objectIn, secretWith} from './first-values.ts'
import {createdWith, type Created} from './created.ts'

/** createSecret where AWSCURRENT is not what the function needs. */
export interface MalformedFacts {
  /** What is wrong, for a sentence. */
  readonly what: string
  /** Field that is missing or of another type. Absent: the value as a whole is of no use. */
  readonly field?: string
  readonly arn: string
  readonly name: string
  /** Value that was current. Absent: it has no text. */
  readonly current?: string
  readonly created: Created
}

/** Values that are as a whole of another kind than a JSON object; for a plain value they are as good as any. */
export const wholeValues: readonly Scenario<MalformedFacts>[] = [
  malformed('not-json', 'a value that is not JSON', () => ({text: '{"half": "of a JSON obj'})),
  malformed('empty', 'an empty object', () => ({text: '{}'})),
  malformed('array', 'a list', () => ({text: '["one", "two"]'})),
  malformed('binary', 'a binary value', () => ({binary: Buffer.from([0, 159, 146, 150]).toString('base64')})),
]

/** Each field of the value missing, and a number or a text in place of what it is. */
export function fieldValues(plan: Plan): readonly Scenario<MalformedFacts>[] {
  return fieldsOf(plan).flatMap(field => [
    malformed(`missing-${field}`, `a value without ${field}`, value => ({text: without(value, field), field})),
    malformed(`type-of-${field}`, `a value with ${field} of another type`, value => ({
      text: retyped(value, field),
      field,
    })),
  ])
}

interface Spoilt {
  readonly text?: string
  readonly binary?: string
  readonly field?: string
}

function malformed(name: string, what: string, spoil: (value: string) => Spoilt): Scenario<MalformedFacts> {
  return {
    name: `malformed/${name}`,
    group: 'malformed',
    async play(bench) {
      const {text, binary, field} = spoil(bench.value('AWSCURRENT') ?? '')
      const secret = await secretWith(bench, `${bench.secret.name}-spoilt`, text)
      if (binary !== undefined) await storeBinary(bench, secret.arn, binary)
      const created = await createdWith(bench, secret)
      const known = {...(field === undefined ? {} : {field}), ...(text === undefined ? {} : {current: text})}
      return {what, arn: secret.arn, name: secret.name, created, ...known}
    },
  }
}

async function storeBinary(bench: Bench, SecretId: string, SecretBinary: string): Promise<void> {
  await bench.call('secretsmanager', 'PutSecretValue', {SecretId, SecretBinary})
}

/** No value has so many fields that a rotation needs. */
const MOST_FIELDS = 8

/** Names of the fields of the value that the undisturbed rotation stored. */
function fieldsOf(plan: Plan): readonly string[] {
  const put = callsOf(plan.plain, 'createSecret').find(({operation}) => operation === 'PutSecretValue')
  const text = put?.input['SecretString']
  return Object.keys(objectIn(typeof text === 'string' ? text : undefined) ?? {}).slice(0, MOST_FIELDS)
}

function without(value: string, field: string): string {
  const {[field]: _, ...rest} = objectIn(value) ?? {}
  return JSON.stringify(rest)
}

function retyped(value: string, field: string): string {
  const fields = objectIn(value) ?? {}
  return JSON.stringify({...fields, [field]: typeof fields[field] === 'string' ? 7 : 'seven'})
}
