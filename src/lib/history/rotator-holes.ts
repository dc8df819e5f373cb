/** What stands in a sentence of a packaged rotator in place of a name: what it may look like, and how it is shown. */
interface Hole {
  readonly looks: string
  /** Absent: what looks like this may be shown as it is. */
  readonly shown?: (text: string) => string
}

/** In place of what is not of the expected form, and so may be anything. */
export const HIDDEN = '[hidden]'

const only =
  (form: RegExp) =>
  (text: string): string =>
    form.test(text) ? text : HIDDEN

/** `access_key_id`, `AccessKeyId` and `accessKeyId` are one field (rotators/fields.ts). */
const spelling = (name: string) => name.toLowerCase().replaceAll(/[_.-]/g, '')

// Of the packaged rotators. Any other name of a field may be a text of the value.
const fieldNames: ReadonlySet<string> = new Set(
  [
    ['apiKey', 'appsyncApiKey', 'graphqlApiKey', 'xApiKey', 'key'],
    ['apiId', 'appsyncApiId', 'graphqlApiId', 'appsyncId', 'graphqlId'],
    ['username', 'user', 'iamUser', 'iamUserName'],
    ['accessKeyId', 'awsAccessKeyId', 'secretAccessKey', 'awsSecretAccessKey'],
    ['password', 'passwd', 'passphrase', 'secret', 'token', 'requests', 'rotationRequests'],
    ['engine', 'host', 'hostname', 'port', 'dbname', 'database', 'ssl', 'masterarn', 'masterSecretArn'],
  ].flatMap(names => names.map(spelling)),
)

const field = (name: string) => (fieldNames.has(spelling(name)) ? name : HIDDEN)

const ownLabels: ReadonlySet<string> = new Set(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'])

export const holes = {
  /** Whose value: a label, or the id of a version. */
  of: {
    looks: String.raw`AWSCURRENT|AWSPENDING|AWSPREVIOUS|the master secret|version \S+`,
    shown: text => (text.startsWith('version ') ? 'a version' : text),
  },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html; IAM has such a user wherever it is named.
  user: {looks: String.raw`\S+`, shown: only(/^[\w+=,.@-]{1,64}$/)},
  /** Of an API that AppSync has listed the keys of. */
  api: {looks: String.raw`\S+`, shown: only(/^[a-z0-9]{20,32}$/)},
  secret: {
    looks: String.raw`\S+`,
    shown: only(/^arn:aws[a-z-]{0,20}:secretsmanager:[a-z0-9-]{2,30}:\d{12}:secret:[\w/+=.@!-]{1,520}$/),
  },
  /** Whom a key is of, as STS says it. */
  caller: {looks: String.raw`\S+`, shown: only(/^arn:aws[a-z-]{0,20}:(?:iam|sts)::\d{12}:[\w+=,.@/-]{1,600}$/)},
  /** Of the value, or of whoever asks for it: nobody but the secret names it. */
  host: {looks: String.raw`\S+`, shown: () => 'the endpoint'},
  /** HTTP's, or the name that Node gives to what went wrong. */
  status: {looks: String.raw`\S+`, shown: only(/^(?:[1-5]\d\d|[A-Z][A-Z0-9_]{3,40}|TimeoutError|unknown|nothing)$/)},
  /** PostgreSQL's, MySQL's, a driver's, TLS's. */
  code: {looks: String.raw`\w{2,80}`, shown: only(/^(?:[0-9A-Z]{5}|[A-Z][A-Z0-9_]{1,60})$/)},
  operation: {looks: '[A-Z][A-Za-z]{2,59}'},
  /** Of a call to AWS: a connection's, since what AWS itself answers is told in another way. */
  failure: {looks: String.raw`[A-Za-z][\w.:-]{0,80}`, shown: only(/^(?:[A-Z][A-Z0-9_]{3,40}|unknown)$/)},
  /** The name of a class. */
  error: {looks: String.raw`(?:[A-Z][A-Za-z]{0,59})?Error`},
  setting: {looks: '[A-Z][A-Z0-9_]{2,40}'},
  number: {looks: String.raw`\d{1,15}`},
  field: {looks: '.+?', shown: field},
  /** `requests.test of AWSCURRENT` */
  request: {
    looks: String.raw`.+?\.(?:test|set) of (?:AWS[A-Z]+|version \S+)`,
    shown: text => {
      const [, name = '', which, of = ''] = /^(.+)\.(test|set) of (.+)$/s.exec(text) ?? []
      return `${field(name)}.${which} of ${of.startsWith('AWS') ? of : 'a version'}`
    },
  },
  /** A field of a value with its name in braces, or the header of a request. */
  described: {looks: '.+?', shown: () => HIDDEN},
  labels: {
    looks: '.+?',
    shown: text => {
      const each = text.split(' and ').map(label => (ownLabels.has(label) ? label : 'another label'))
      return each.join(' and ')
    },
  },
  time: {looks: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\dZ|nobody knows when`},
  service: {looks: '.+?', shown: only(/^(?:[a-z][a-z0-9-]{1,30}|N\/A|undefined)$/)},
  region: {looks: String.raw`\S+`, shown: only(/^(?:[a-z]{2,4}(?:-[a-z]{3,10}){1,3}-\d{1,2}|N\/A|undefined)$/)},
  call: {looks: '.+?', shown: only(/^(?:[A-Z][A-Za-z0-9]{2,60}|unknown)$/)},
  address: {
    looks: '.+?',
    shown: only(/^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{3,39}|[a-z][a-z0-9.-]{1,40}\.amazonaws\.com|unknown)$/),
  },
  /** Whoever calls chooses it. */
  client: {looks: '.*', shown: () => HIDDEN},
} as const satisfies Readonly<Record<string, Hole>>

export type HoleName = keyof typeof holes
