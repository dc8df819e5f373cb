import * as v from 'valibot'
import type {PlanFile} from './plan-file.ts'

/** Each message says what is allowed; the reader adds where it stands and what was found. */
const matching = (pattern: RegExp, allowed: string) => v.pipe(v.string(allowed), v.regex(pattern, allowed))

const oneOf = <const Options extends readonly string[]>(...options: Options) =>
  v.picklist(options, `one of ${options.join(', ')}`)

const listOf = <Item extends v.GenericSchema>(item: Item, least: number, most: number) => {
  const allowed = `a list of ${least} to ${most}`
  return v.pipe(v.array(item, allowed), v.minLength(least, allowed), v.maxLength(most, allowed))
}

/** AWS's limits: 20 labels a secret; versions are purged above 100, those younger than a day are not. */
const MOST_LABELS = 20
const MOST_VERSIONS = 1000
const MOST_SECRETS = 10_000

const ISO = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z`
const time = matching(new RegExp(`^${ISO}$`), 'a UTC time such as 2026-11-22T03:14:48.000Z')
const account = matching(/^\d{12}$/, '12 digits')
const partition = matching(/^aws(-[a-z]{2,10}){0,3}$/, 'a partition such as aws')
const region = matching(/^[a-z]{2,10}(-[a-z]{2,20}){1,3}-\d{1,2}$/, 'a region such as eu-central-1')
const arn = matching(
  /^arn:aws[a-z-]{0,30}:secretsmanager:[a-z0-9-]{1,40}:\d{12}:secret:[A-Za-z0-9/_+=.@!-]{1,512}-[A-Za-z0-9]{6}$/,
  'the full ARN of a secret',
)
const versionId = matching(/^[\w.+=@:/-]{32,64}$/, 'a version id of 32 to 64 characters')
const label = matching(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u, 'a staging label of 1 to 256 visible characters')
const sha256 = matching(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hex digits')

const fingerprint = v.strictObject({
  labels: listOf(v.strictObject({label, versionId}), 0, MOST_LABELS),
  rotation: oneOf('on', 'off'),
  values: listOf(v.strictObject({versionId, value: oneOf('own', 'copy', 'empty', 'unread')}), 0, MOST_VERSIONS),
  answers: listOf(v.strictObject({versionId, answer: oneOf('yes', 'no', 'gone', 'unknown')}), 0, MOST_VERSIONS),
  keyUses: listOf(
    v.strictObject({
      key: matching(/^[A-Z0-9]{4}$/, 'the last four characters of a key id'),
      newest: matching(new RegExp(`^(none|unknown|${ISO})$`), 'none, unknown or a UTC time'),
    }),
    0,
    MOST_LABELS,
  ),
  newestEvent: matching(
    new RegExp(`^(none|[A-Za-z]{1,40} at ${ISO})$`),
    'none, or the name of an event, "at" and a UTC time',
  ),
  runningStep: oneOf('possible', 'ruled out', 'not ruled out'),
  lastChange: matching(new RegExp(`^(no time|${ISO})$`), 'a UTC time or "no time"'),
})

const repair = v.strictObject({
  finding: matching(/^[a-z][a-z-]{2,60}$/, 'the id of a check'),
  plan: oneOf(
    'pin',
    'finish',
    'discard',
    'rotate',
    'resume',
    'restore previous',
    'tidy',
    'unpin',
    'switch on',
    'shorten schedule',
    'allow invoke',
    'revive key',
    'extend key',
    'end key',
    'disable key',
    'raise timeout',
    'enable key',
    'allow role',
  ),
  fixClass: oneOf('auto', 'ask'),
  followedBy: v.nullable(v.literal('rotate', 'rotate or null')),
  attested: listOf(
    matching(/^(idle|maker=function|(pending|current|previous)=(accepted|rejected))$/, 'what --attest takes'),
    0,
    5,
  ),
  calls: sha256,
})

/** The shape of a plan file; a member more or less is a breach. */
export const planSchema = v.strictObject({
  formatVersion: v.literal(1, '1; a plan of another format is read by the secrot that wrote it'),
  createdAt: time,
  account,
  partition,
  region,
  secrets: listOf(v.strictObject({arn, fingerprint, repairs: listOf(repair, 1, 100)}), 1, MOST_SECRETS),
}) satisfies v.GenericSchema<PlanFile>
