import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'

interface Schema {
  readonly $defs?: {readonly item?: object}
}

/** Definitions that several schemas refer to. */
const sharedSchemas = ['rotation', 'doctor']

/** What a JSON answer has against docs/schemas/<name>.schema.json; empty: nothing. */
export function breachesOf(name: string, answer: unknown): readonly string[] {
  return breaches(name, () => schemaOf(name), answer)
}

/** What one line of ndjson has against `$defs/item` of docs/schemas/<name>.schema.json. */
export function itemBreachesOf(name: string, item: unknown): readonly string[] {
  const {$defs} = schemaOf(name)
  return breaches(`${name} item`, () => ({...$defs?.item, $defs}), item)
}

/** The same for a part of what is said about a rotation: a definition of docs/schemas/rotation.schema.json. */
export function breachesOfRotation(part: 'end' | 'line', value: unknown): readonly string[] {
  return breaches(`rotation ${part}`, () => ({$ref: `rotation.schema.json#/$defs/${part}`}), value)
}

const compiled = new Map<string, ValidateFunction>()

function breaches(key: string, schema: () => object, answer: unknown): readonly string[] {
  const validate = compiled.get(key) ?? compile(schema())
  compiled.set(key, validate)
  validate(answer)
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''}`)
}

function schemaOf(name: string): Schema {
  const path = resolve(import.meta.dirname, `../../docs/schemas/${name}.schema.json`)
  return JSON.parse(readFileSync(path, 'utf8')) as Schema
}

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv2020({allErrors: true, strict: false, validateFormats: false})
  for (const shared of sharedSchemas) ajv.addSchema(schemaOf(shared), `${shared}.schema.json`)
  return ajv.compile(schema)
}
