/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface SignedScope {
  readonly accessKeyId: string
  /** `20261122`. */
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

export type Authorization =
  | {readonly kind: 'signed'; readonly scope: SignedScope}
  | {readonly kind: 'missing'}
  /** `message` is AWS's sentence for what is incomplete. */
  | {readonly kind: 'malformed'; readonly message: string}

const SCHEME = 'AWS4-HMAC-SHA256'

/** Reads the header; nothing is verified yet. */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined || !header.startsWith('AWS4-')) return {kind: 'missing'}
  if (!header.startsWith(SCHEME)) {
    return {kind: 'malformed', message: `Unsupported AWS 'algorithm': '${header.split(' ', 1)[0]}'.`}
  }
  const fields = fieldsOf(header.slice(SCHEME.length))
  const credential = fields['Credential']
  const signedHeaders = fields['SignedHeaders']
  const signature = fields['Signature']
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    return {kind: 'malformed', message: missingFields(fields)}
  }
  const parts = credential.split('/')
  if (parts.length < 5) {
    return {
      kind: 'malformed',
      message: `Credential must have at least 5 slash-delimited elements: '${credential}'`,
    }
  }
  const [date, region, service, terminator] = parts.slice(-4) as [string, string, string, string]
  return {
    kind: 'signed',
    scope: {
      accessKeyId: parts.slice(0, -4).join('/'),
      date,
      region,
      service,
      terminator,
      signedHeaders: signedHeaders.split(';'),
      signature,
    },
  }
}

function fieldsOf(text: string): Partial<Record<string, string>> {
  const fields: Record<string, string> = {}
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) fields[part.slice(0, equals).trim()] = part.slice(equals + 1).trim()
  }
  return fields
}

function missingFields(fields: Partial<Record<string, string>>): string {
  return ['Credential', 'Signature', 'SignedHeaders']
    .filter(name => fields[name] === undefined)
    .map(name => `Authorization header requires '${name}' parameter.`)
    .join(' ')
}
