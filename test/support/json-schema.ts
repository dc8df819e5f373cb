import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'

interface Schema {
  readonly $defs?: {readonly item?: object}
}

/** What a JSON answer has against docs/schemas/<name>.schema.json; empty: nothing. */
export function breachesOf(name: string, answer: unknown): readonly string[] {
  return breaches(name, answer, schema => schema)
}

/** What one line of ndjson has against `$defs/item` of docs/schemas/<name>.schema.json. */
export function itemBreachesOf(name: string, item: unknown): readonly string[] {
  return breaches(`${name} item`, item, schema => ({...schema.$defs?.item, $defs: schema.$defs}), name)
}

const compiled = new Map<string, ValidateFunction>()

function breaches(key: string, answer: unknown, part: (schema: Schema) => object, name = key): readonly string[] {
  const validate = compiled.get(key) ?? compile(part(schemaOf(name)))
  compiled.set(key, validate)
  validate(answer)
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''}`)
}

function schemaOf(name: string): Schema {
  const path = resolve(import.meta.dirname, `../../docs/schemas/${name}.schema.json`)
  return JSON.parse(readFileSync(path, 'utf8')) as Schema
}

function compile(schema: object): ValidateFunction {
  return new Ajv2020({allErrors: true, strict: false, validateFormats: false}).compile(schema)
}
