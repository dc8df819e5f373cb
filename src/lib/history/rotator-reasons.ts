import type {FunctionFailure} from './invocations.ts'
import type {LoggedError} from './logged-error.ts'
import {HIDDEN, holes, type HoleName} from './rotator-holes.ts'

/** Why a packaged rotator ended a step, in its own sentence: nothing of a value is in it, and no id of a key. */
export interface RotatorReason {
  readonly text: string
  /** Absent: an exception as any other. */
  readonly kind?: FunctionFailure['kind']
}

// The sentences of src/lib/rotators, with `{hole}` for what a name stands in. A test there finds one that is missing.
const usual: readonly string[] = [
  'rotation is off',
  'the version is neither AWSPENDING nor AWSCURRENT',
  'the secret has no such version',
  'its version has no value',
  'no version is AWSCURRENT: store a first value',
  "the function's time limit has nearly come",
  "the function's time limit has nearly come while the answer to {operation} was waited for",
  "the function's time limit has nearly come while the answer to a call was waited for",
  '{operation} failed: {failure}',
  '{error}',
  'something that is no error was thrown',
  '{setting} is not a whole number from {number} to {number}',
  '{setting} is neither true nor false',
  'the value of {of} is not a text',
  'the value of {of} is not a JSON object',
  'field {field} of {of} is not a text',
  'fields {field} and {field} of {of} may both be meant; {setting} says which',
  '{of} has no field {field}; {setting} can name another one',
  '{of} has no field {field}, which {setting} names',
]

const accessKeys: readonly string[] = [
  'another secret rotates the keys of user {user}: its tag secrot:secret is {secret}; take the tag away if that secret is gone',
  'AWSCURRENT holds a working key of {caller}, and not of user {user}',
  'the tag secrot:user-name and the value of {of} name different users',
  '{of} has no field username, and no tag secrot:user-name names the user',
  'AWSPENDING and AWSCURRENT name different users',
  'GetCallerIdentity failed: InvalidClientTokenId for the key of AWSPENDING',
  'the key of AWSPENDING is not one of user {user}',
  'the access key of AWSCURRENT does not work for user {user}',
  'another invocation has stored its key',
  'CreateAccessKey answered without a key',
  'no address is known for user {user}: MAIL_TO or MAIL_DOMAIN names it',
]

const apiKeys: readonly string[] = [
  'API {api} takes no API keys',
  'AppSync names no endpoint of API {api}',
  'AppSync told of a key without its id',
  'CreateApiKey answered without a key',
  'the tag secrot:api-id and {of} name different APIs',
  'nothing names the API: neither field apiId of {of} nor the tag secrot:api-id',
  "API {api}, which the function's environment names, has not got the key of {of}: field apiId or the tag secrot:api-id can name another one",
  'AWSPENDING and AWSCURRENT name different APIs',
  'what AWSPENDING holds is no key of API {api}',
  'the key of AWSPENDING has expired',
  'the key of {of} is rotated by another secret, {secret}, which will end it: this one needs a key of its own',
  'the GraphQL endpoint does not take the key of AWSPENDING: {status}',
]

const passwords: readonly string[] = [
  'GetRandomPassword gave no value that can be used',
  'EXCLUDE_CHARACTERS has more than {number} characters',
  'PASSWORD_LENGTH and the excluded characters allow {number} bits; MIN_BITS, {number} where it is not set, asks for more',
  'the function of TEST_FUNCTION failed, so the value is not promoted',
  'TEST_URL is no https:// address',
  '{host} of TEST_URL did not answer: {status}',
  '{host} of TEST_URL answered {status}, so the value is not promoted',
]

const endpoints: readonly string[] = [
  'field {field} of {of} is not a JSON object with test, and set where it is needed',
  '{request} cannot be used: it is not a JSON object',
  '{request} cannot be used: it takes method, url, headers, basic, body, accepts and nothing else',
  '{request} cannot be used: its method is none of GET, HEAD, POST, PUT, PATCH, DELETE',
  '{request} cannot be used: its body is not a JSON object',
  '{request} cannot be used: a GET has no body',
  '{request} cannot be used: a HEAD has no body',
  '{request} cannot be used: its accepts is not a list of statuses',
  '{request} cannot be used: its url is not an https:// address without user and placeholder',
  '{request} cannot be used: its headers are not names with texts',
  '{request} cannot be used: its basic is not a username and a password',
  '{request} cannot be used: it has no {described}',
  '{request} cannot be used: its placeholders are {{pending.FIELD}}, and it has another',
  '{request} cannot be used: its placeholders are {{pending.FIELD}} and {{current.FIELD}}, and it has another',
  '{request} cannot be used: its header {described} cannot hold what stands there',
  '{request} cannot be used: members of a form are texts',
  'AWSPENDING and AWSCURRENT differ in more than the password',
  '{host} says yes to a password that nobody has set, so its test tells nothing',
  '{host} gives no answer to the test: {status}',
  '{host} rejects AWSPENDING: {status}',
  '{host} does not take the new password: {status}',
  '{host} takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS',
]

const databases: readonly string[] = [
  'the server: {code}',
  'the certificate of the server is not trusted ({code}); TLS_CA says whom to trust',
  'the server has no TLS, which {of} asks for',
  'TLS_CA is neither a certificate nor a file that can be read',
  'the value of the master secret is not a JSON object',
  'the master secret is of another server than AWSCURRENT',
  'field engine of {of} is not postgres, postgresql, aurora-postgresql',
  'field engine of {of} is not mysql, mariadb, aurora, aurora-mysql',
  'field port of {of} is no port',
  'field ssl of {of} is neither true nor false',
  'AWSPENDING and {of} name different logins',
  'the server takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS',
  'the server rejects AWSPENDING',
  'the server rejects AWSCURRENT, so its pair is not changed',
  'the server rejects the master secret',
  'the server has no account of the user that AWSCURRENT names',
  'the name of the other user would have more than {number} bytes',
  'AWSPENDING names the user that is in use',
  'AWSPENDING names neither user of the pair of AWSCURRENT',
  'SHOW GRANTS tells of a default role or a revoked right, which cannot be given to the other user',
]

/** Of a provider that has no place for another credential: tried again, it says the same. */
const limits: readonly string[] = [
  'API {api} has {number} keys, and AppSync takes no more; {number} of them have expired, but none of those was made for this secret',
]

/** Why one of the two access keys of a user stays. */
const USE = 'at {time} for {service} in {region}'
const BY_WHOM = '; CloudTrail saw {call} from address {address} by client {client}'
const NOBODYS = 'no version of this secret holds it, and no rotation made it'
const stays: readonly string[] = [
  'AWSCURRENT holds it',
  'AWSCURRENT holds no key of the user',
  'the key of AWSCURRENT is inactive',
  ...['', '; it was never used', `; last used ${USE}`, `; last used ${USE}${BY_WHOM}`].map(use => `${NOBODYS}${use}`),
  'no version of this secret holds it, but it was used',
  'a version that is {labels} holds it',
  ...['{labels} holds it', 'the version that AWSCURRENT left held it'].flatMap(where =>
    [
      'its overlap lasts until {time}',
      'uses after its overlap are known at {time} only',
      `it is still in use, last ${USE}`,
      `it is still in use, last ${USE}${BY_WHOM}`,
      `nobody knows when it was replaced, and it was used ${USE}`,
    ].map(why => `${where}, and ${why}`),
  ),
]

type Reader = (sentence: string) => string | undefined

/** Reads sentences of one form: the form again, with what may be shown in its holes. */
function reader(form: string): Reader {
  const parts = form.split(/\{(\w+)\}/)
  const names = parts.filter((_, index) => index % 2 === 1) as HoleName[]
  const looks = parts.map((part, index) =>
    index % 2 === 1 ? `(${holes[part as HoleName].looks})` : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`),
  )
  const whole = new RegExp(`^${looks.join('')}$`, 's')
  return sentence => {
    const found = whole.exec(sentence)
    if (found === null) return undefined
    return parts
      .map((part, index) => (index % 2 === 1 ? shown(names[(index - 1) / 2]!, found[(index + 1) / 2]!) : part))
      .join('')
  }
}

function shown(name: HoleName, text: string): string {
  const hole = holes[name]
  return 'shown' in hole ? hole.shown(text) : text
}

/** Both keys of a user with what CloudTrail says of them are half of it. */
const longest = 2000

const readers = (forms: readonly string[]) => forms.map(reader)

const reasons = readers([...usual, ...accessKeys, ...apiKeys, ...passwords, ...endpoints, ...databases])
const limitReasons = readers(limits)
const stayReasons = readers(stays)

const read = (all: readonly Reader[], sentence: string) =>
  all.map(one => one(sentence)).find(text => text !== undefined)

/**
 * What the error of a packaged rotator says: step, secret, version, reason (rotators/handler.ts). undefined: it is of
 * another function, or says what nobody knows.
 */
export function rotatorReason({name, message}: Pick<LoggedError, 'name' | 'message'>): RotatorReason | undefined {
  if (name === 'RotationRefused') return misfit(message)
  if (name !== 'RotationError') return undefined
  const sentence = /^(?:create|set|test|finish)Secret of \S+, version \S+: (.+)$/s.exec(message)?.[1]
  if (sentence === undefined || sentence.length > longest) return undefined
  const limit = read(limitReasons, sentence) ?? noRoom(sentence)
  if (limit !== undefined) return {text: limit, kind: 'limit'}
  const text = read(reasons, sentence)
  return text === undefined ? undefined : {text}
}

/** Of an event that no rotation can begin with. */
function misfit(message: string): RotatorReason | undefined {
  const text =
    /^(?:\S{1,600}, version \S{1,100}: )?(the event has no (?:Step|SecretId|ClientRequestToken)|Step is none of createSecret, setSecret, testSecret, finishSecret)$/.exec(
      message,
    )?.[1]
  return text === undefined ? undefined : {text}
}

/** The keys of a user that has no place for another: each by its last four characters, and why it stays. */
function noRoom(sentence: string): string | undefined {
  const [, user, keys] = /^user (\S+) has no room for another access key; (.+)$/s.exec(sentence) ?? []
  if (user === undefined || keys === undefined) return undefined
  const each = keys.split(/; (?=[A-Z0-9]{16,128}: )/).map(key => {
    const [, id = '', why = ''] = /^([A-Z0-9]{16,128}): (.+)$/s.exec(key) ?? []
    return `…${id.slice(-4)}: ${read(stayReasons, why) ?? HIDDEN}`
  })
  return `user ${shown('user', user)} has no room for another access key; ${each.join('; ')}`
}
