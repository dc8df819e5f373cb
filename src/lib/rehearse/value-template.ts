import type {Sensitive} from '../sensitive.ts'
import {inputRefused} from './input/refused.ts'
import {revealedText} from './revealed-text.ts'
import {fieldSuffix} from './targets/beside.ts'
import {isDatabase} from './targets-declared.ts'

/** What in a given value is replaced by the credential of the stage's own target. */
interface Pattern {
  readonly field: RegExp
  readonly text: RegExp
  readonly becomes: string
}

const PATTERNS: Readonly<Record<string, readonly Pattern[]>> = {
  'iam-user': [
    {field: /./, text: /^A(KIA|SIA)[A-Z0-9]{12,}$/, becomes: '{{accessKeyId}}'},
    {field: /secret|key/i, text: /^[A-Za-z0-9+/]{40}$/, becomes: '{{secretAccessKey}}'},
    {field: /user/i, text: /./, becomes: '{{userName}}'},
  ],
  'appsync-api': [
    {field: /./, text: /^da2-[a-z0-9]{26}$/, becomes: '{{apiKey}}'},
    {field: /api.?id/i, text: /./, becomes: '{{apiId}}'},
    {field: /url|endpoint|uri/i, text: /graphql/i, becomes: '{{url}}'},
  ],
  login: [
    {field: /^(url|endpoint|host)$/i, text: /./, becomes: '{{url}}'},
    {field: /^user(name)?$/i, text: /./, becomes: '{{username}}'},
    {field: /^pass(word)?$/i, text: /./, becomes: '{{password}}'},
  ],
}

const DATABASE: readonly Pattern[] = [
  {field: /^host(name)?$/i, text: /./, becomes: '{{host}}'},
  {field: /^port$/i, text: /./, becomes: '{{port}}'},
  {field: /^user(name)?$/i, text: /./, becomes: '{{username}}'},
  {field: /^pass(word)?$/i, text: /./, becomes: '{{password}}'},
  {field: /^(db(name)?|database)$/i, text: /./, becomes: '{{dbname}}'},
  {field: /^master_?(secret_?)?(arn|id)$/i, text: /./, becomes: '{{masterSecretArn}}'},
]

/** A number that the stage fills in: the template is JSON only once it is filled. */
const PORT_NUMBER = '{{port as a number}}'

/** Fields that are a credential, or name one. */
const IS_CREDENTIAL = /^{{(accessKeyId|secretAccessKey|apiKey|password)/

/**
 * A value that somebody brought, with what names the real target replaced by the stage's own: a rehearsal plays on invented
 * users and keys, and what is real stays out of it. Other fields stay as they are, `{{…}}` too. `targetKinds`: in their order;
 * what the first one claims is not another's. Throws TARGET_NOT_PLAYED (exit 2) where two of one kind would claim it.
 */
export function valueTemplate(given: Sensitive, targetKinds: readonly string[]): string {
  const value = revealedText(given)
  const holdsPort = isDatabase(targetKinds[0])
  const patterns = targetKinds.flatMap((kind, at) => {
    const own = isDatabase(kind) ? DATABASE : (PATTERNS[kind] ?? [])
    return own.map(({becomes, ...pattern}) => ({
      ...pattern,
      kind,
      becomes: becomes.replace('}}', `${fieldSuffix(at)}}}`),
    }))
  })
  const several = new Set(targetKinds.filter((kind, at) => targetKinds.indexOf(kind) < at))
  const claimed = new Map<string, string>()
  const become = (field: string, inner: string): string => {
    const pattern = patterns.find(({field: name, text}) => name.test(field) && text.test(inner))
    if (pattern === undefined) return inner
    const {kind, becomes} = pattern
    if (several.has(kind) && IS_CREDENTIAL.test(becomes) && (claimed.get(becomes) ?? inner) !== inner)
      throw whoseUnknown(kind, becomes.replaceAll(/[{}]/g, ''), fieldSuffix(targetKinds.lastIndexOf(kind)))
    claimed.set(becomes, inner)
    return becomes
  }
  const parsed = objectIn(value)
  if (parsed === undefined) return become('', value)
  const template = JSON.stringify(parsed, (field, inner: unknown) => {
    if (holdsPort && typeof inner === 'number' && field === 'port') return PORT_NUMBER
    if (typeof inner !== 'string' || inner.includes('{{')) return inner
    return become(field, inner)
  })
  return template.replaceAll(JSON.stringify(PORT_NUMBER), '{{port}}')
}

/** Taken for the first's, the second credential would vanish from the value, and nobody would judge what becomes of it. */
function whoseUnknown(kind: string, field: string, suffix: string): Error {
  return inputRefused(
    'TARGET_NOT_PLAYED',
    `The value holds more than one ${field}, and there are several targets of kind ${kind}: nobody can say whose is which.`,
    `Write those of the further target as fields in the value: {{${field}${suffix}}}`,
  )
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
