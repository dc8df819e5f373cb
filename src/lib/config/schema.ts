import * as v from 'valibot'
import {periodMs} from './period.ts'

/** Each message says what is allowed; the reader adds where it stands and what was found. */
const matching = (pattern: RegExp, allowed: string) => v.pipe(v.string(allowed), v.regex(pattern, allowed))

const MOST_ENTRIES = 1000

const listOf = <Item extends v.GenericSchema>(item: Item) => {
  const allowed = `a list of up to ${MOST_ENTRIES}`
  return v.pipe(v.array(item, allowed), v.maxLength(MOST_ENTRIES, allowed))
}

// The characters of names and ARNs of secrets (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html), and `*`.
const secretPattern = matching(
  /^[A-Za-z0-9/_+=.@!:*-]{1,600}$/,
  'a name or ARN of secrets, in which * stands for anything',
)
const day = v.pipe(
  v.string('a day such as 2026-12-31'),
  v.check(text => isDay(text), 'a day such as 2026-12-31'),
)

const profile = matching(/^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u, 'the name of a profile')
// Path and name (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html); the account stands before it.
const role = matching(
  /^([\w+=,.@-]{1,128}\/){0,8}[\w+=,.@-]{1,64}$/,
  'the name of a role of that account, with its path and not as an ARN',
)
const access = v.union(
  [v.strictObject({profile}), v.strictObject({role})],
  'an object with one member, profile (the name of a profile) or role (the name of a role of that account, not its ARN)',
)

const someRegions = 'up to 50 regions such as eu-central-1, or all alone'
const regions = v.pipe(
  v.array(matching(/^(all|[a-z]{2,10}(-[a-z]{2,20}){1,3}-\d{1,2})$/, someRegions), someRegions),
  v.maxLength(50, someRegions),
  v.check(list => list.length === 1 || !list.includes('all'), someRegions),
)

const probe = v.strictObject({
  secrets: secretPattern,
  command: matching(
    /^[^\p{C}\p{Zl}\p{Zp}]{1,2000}$/u,
    'a command as --probe takes it, such as /usr/local/bin/pg-login orders',
  ),
})

// What a schedule of AWS can be (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html).
const period = matching(/^([1-9]\d{0,2}d|1000d|([4-9]|[1-9]\d{1,3})h)$/, '1d to 1000d, or 4h to 9999h')

const interval = v.pipe(
  v.strictObject({secrets: secretPattern, rotateEvery: period, valueAge: v.optional(period)}),
  v.check(
    ({rotateEvery, valueAge}) => valueAge === undefined || periodMs(valueAge) >= periodMs(rotateEvery),
    'a valueAge that is no shorter than rotateEvery',
  ),
)

const accepted = v.strictObject({
  finding: matching(/^[a-z][a-z-]{2,60}$/, 'the id of a check, as secrot doctor --explain all lists them'),
  secrets: secretPattern,
  until: day,
  reason: v.optional(matching(/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, 'a sentence of up to 200 visible characters')),
})

/** The shape of the configuration file, docs/schemas/config.schema.json; a member more is a breach, each may be absent. */
export const configSchema = v.strictObject({
  $schema: v.optional(v.string('the address of the schema')),
  accounts: v.optional(v.record(matching(/^\d{12}$/, 'account ids of 12 digits'), access), {}),
  regions: v.optional(regions, []),
  probes: v.optional(listOf(probe), []),
  intervals: v.optional(listOf(interval), []),
  accepted: v.optional(listOf(accepted), []),
})

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
