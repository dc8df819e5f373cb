import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'

/** What a JSON answer has against docs/schemas/<name>.schema.json; empty: nothing. */
export function breachesOf(name: string, answer: unknown): readonly string[] {
  const path = resolve(import.meta.dirname, `../../docs/schemas/${name}.schema.json`)
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object
  const validate = new Ajv2020({allErrors: true, strict: false, validateFormats: false}).compile(schema)
  validate(answer)
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''}`)
}

/** What one line of ndjson has against `$defs/item` of docs/schemas/<name>.schema.json. */
export function itemBreachesOf(name: string, item: unknown): readonly string[] {
  const path = resolve(import.meta.dirname, `../../docs/schemas/${name}.schema.json`)
  const schema = JSON.parse(readFileSync(path, 'utf8')) as {$defs: {item: object}}
  const validate = new Ajv2020({allErrors: true, strict: false, validateFormats: false}).compile({
    ...schema.$defs.item,
    $defs: schema.$defs,
  })
  validate(item)
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''}`)
}
