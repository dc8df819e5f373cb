import * as v from 'valibot'
import {handlerKinds, itemVerdicts, type RehearsalRecord, verdicts} from '../rehearse/record.ts'

/** Each message says what is allowed; the reader adds where it stands and what was found. */
const matching = (pattern: RegExp, allowed: string) => v.pipe(v.string(allowed), v.regex(pattern, allowed))

const listOf = <Item extends v.GenericSchema>(item: Item, most: number) => {
  const allowed = `a list of at most ${most}`
  return v.pipe(v.array(item, allowed), v.maxLength(most, allowed))
}

const oneOf = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, `one of ${options.join(', ')}`)

const count = (allowed: string) => v.pipe(v.number(allowed), v.safeInteger(allowed), v.minValue(0, allowed))

/** Lambda allows 5 layers a function, and variables of 4 KB together (docs: Lambda quotas). */
const MOST_LAYERS = 5
const MOST_VARIABLES = 2000
const MOST_ITEMS = 500
const MOST_CALLS = 1000

const key = v.strictObject({
  codeSha256: matching(/^[A-Za-z0-9+/]{43}=$/, 'a SHA-256 in Base64'),
  handler: matching(/^[^\s\p{C}]{1,128}$/u, 'the name of a handler, without white space'),
  runtimeMajor: matching(/^[a-z]{2,20}[0-9.a-z]{0,20}$/, 'a runtime such as nodejs24 or python3.12'),
  layers: listOf(matching(/^arn:[\x21-\x7E]{1,200}$/, 'the ARN of a layer'), MOST_LAYERS),
  variables: listOf(matching(/^[A-Za-z]\w{0,200}$/, 'the name of an environment variable'), MOST_VARIABLES),
})

/** The shape of a record; a member more or less is a breach. */
export const recordSchema = v.strictObject({
  schemaVersion: v.literal(1, '1; a record of another format is read by the secrot that wrote it'),
  key,
  verdict: oneOf(verdicts),
  kind: oneOf(handlerKinds),
  items: v.pipe(
    v.record(matching(/^[a-z][a-z-]{2,60}$/, 'the id of an item'), oneOf(itemVerdicts), 'an object of items'),
    v.check(items => within(Object.keys(items).length, 1, MOST_ITEMS), `1 to ${MOST_ITEMS} items`),
  ),
  seed: count('a whole number from 0'),
  rehearsedAt: matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'a UTC time such as 2026-11-22T03:14:48.000Z'),
  secrot: matching(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/, 'a version of secrot'),
  slowest: v.optional(
    v.strictObject({
      step: oneOf(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
      worstMs: count('whole milliseconds'),
      timeoutMs: count('whole milliseconds'),
    }),
  ),
  // SNS writes its own in capitals: SNS:Publish.
  calls: v.optional(listOf(matching(/^[A-Za-z0-9-]{2,40}:[A-Za-z0-9]{2,80}$/, 'an IAM action'), MOST_CALLS)),
  policy: v.optional(v.unknown()),
}) satisfies v.GenericSchema<unknown, RehearsalRecord>

/** The shape of a file of records, as `rehearsal export` writes it. */
export const recordsFileSchema = v.strictObject({
  formatVersion: v.literal(1, '1; a file of another format is read by the secrot that wrote it'),
  records: v.pipe(listOf(recordSchema, 10_000), v.minLength(1, 'at least one record')),
})

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
