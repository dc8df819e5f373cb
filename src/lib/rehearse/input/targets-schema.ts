import * as v from 'valibot'

/** Each message says what is allowed; the reader adds where it stands and what was found. */
const matching = (pattern: RegExp, allowed: string) => v.pipe(v.string(allowed), v.regex(pattern, allowed))

const name = matching(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u, 'a name of up to 256 visible characters')
const host = matching(/^[A-Za-z0-9._:[\]-]{1,253}$/, 'a host name or an address')
const port = v.pipe(
  v.number('a port from 1 to 65535'),
  v.integer('a port from 1 to 65535'),
  v.minValue(1, 'a port from 1 to 65535'),
  v.maxValue(65_535, 'a port from 1 to 65535'),
)
const someUsers = 'a list of 1 to 20 names of accounts'
const flag = v.boolean('true or false')
const path = v.pipe(v.string('the path of a file'), v.minLength(1, 'the path of a file'))

const database = (usualPort: number) =>
  v.strictObject({
    host: v.optional(host, '127.0.0.1'),
    port: v.optional(port, usualPort),
    database: v.optional(name),
    users: v.pipe(v.array(name, someUsers), v.minLength(1, someUsers), v.maxLength(20, someUsers)),
    master: v.optional(name),
    // A login is never in the file itself, which may be in a repository.
    admin: v.strictObject({loginFile: path}),
    disposable: v.optional(flag, false),
    allowHost: v.optional(host),
  })

const request = {
  method: v.optional(matching(/^[A-Z]{3,10}$/, 'a method such as GET'), 'GET'),
  path: matching(/^\/[^\s\p{C}]*$/u, 'a path such as /health'),
  headers: v.optional(
    v.record(
      matching(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'names of headers'),
      v.string('texts, in quotes where they look like numbers'),
    ),
    {},
  ),
  body: v.optional(v.string('a text')),
}
const someStatus = 'a list of up to 20 HTTP status codes'
const status = v.pipe(
  v.number(someStatus),
  v.integer(someStatus),
  v.minValue(100, someStatus),
  v.maxValue(599, someStatus),
)

const https = v.strictObject({
  url: v.pipe(
    v.string('a URL that begins with https://'),
    v.check(text => URL.parse(text)?.protocol === 'https:', 'a URL that begins with https://'),
  ),
  check: v.strictObject({
    ...request,
    accepts: v.optional(v.pipe(v.array(status, someStatus), v.maxLength(20, someStatus)), [200]),
  }),
  reset: v.optional(v.strictObject(request)),
  disposable: v.optional(flag, false),
  allowHost: v.optional(host),
})

/** What stands under the kind of a target in the file of `--targets`. */
export const targetSchemas = {
  'iam-user': name,
  'appsync-api': name,
  'kms-key': name,
  login: name,
  none: v.nullish(v.literal(true, 'nothing'), true),
  postgres: database(5432),
  mysql: database(3306),
  https,
}

export type TargetKind = keyof typeof targetSchemas

export type WrittenDatabase = v.InferOutput<typeof targetSchemas.postgres>
export type WrittenHttps = v.InferOutput<typeof https>

export function isTargetKind(text: string): text is TargetKind {
  return Object.hasOwn(targetSchemas, text)
}
