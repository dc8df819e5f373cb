/**
 * Which words of a function's error may be shown as names. A name is taken only from the place where the runtime or an
 * AWS SDK writes one, and only if it looks like one: a function may well throw its secret as a string.
 */

const nameEndings =
  /(?:Error|Exception|Failure|Fault|Timeout|Timedout|Exceeded|Denied|Expired|Found|Exists|Conflict|Interrupt|Exit|Throttled|Unavailable)$/

const bareNames: ReadonlySet<string> = new Set([
  'Throttling',
  'TooManyRequests',
  'NoSuchEntity',
  'ExpiredToken',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'OptInRequired',
  'UnauthorizedOperation',
  'MalformedPolicyDocument',
  'EntityTemporarilyUnmodifiable',
  'UnmodifiableEntity',
])

/** The name of an exception class or an AWS error code, without its module; undefined when it does not look like one. */
export function errorName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const runtime = /^(?:Runtime|Sandbox|Function)\.[A-Z][A-Za-z]{2,40}$/.exec(name)
  if (runtime !== null) return name
  const last = name.split('.').at(-1)!
  if (!/^[A-Z][A-Za-z]{2,59}$/.test(last)) return undefined
  return nameEndings.test(last) || bareNames.has(last) ? last : undefined
}

const networkCodes =
  /\b(ETIMEDOUT|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|EndpointConnectionError|ConnectTimeoutError|ReadTimeoutError|ConnectionClosedError|ConnectionRefusedError|ConnectionResetError|ConnectionError|NetworkingError|TimeoutError|gaierror)\b/

// The system's and the database clients' words for the same (libpq, PyMySQL, psycopg2, pg, Node's http).
const networkPhrases =
  /Connection timed out|Connection refused|Connection reset by peer|Name or service not known|Temporary failure in name resolution|could not translate host name|Network is unreachable|No route to host|Can't connect to MySQL server|NewConnectionError|MaxRetryError|socket hang up|Connection terminated unexpectedly|timeout expired/

/** The word or phrase by which a runtime or library says that a host could not be reached. */
export function networkSymptom(text: string): string | undefined {
  return networkCodes.exec(text)?.[1] ?? networkPhrases.exec(text)?.[0]
}

const services: Readonly<Record<string, string>> = {
  CreateAccessKey: 'iam',
  UpdateAccessKey: 'iam',
  DeleteAccessKey: 'iam',
  ListAccessKeys: 'iam',
  GetAccessKeyLastUsed: 'iam',
  DescribeSecret: 'secretsmanager',
  GetSecretValue: 'secretsmanager',
  PutSecretValue: 'secretsmanager',
  UpdateSecretVersionStage: 'secretsmanager',
  ListSecretVersionIds: 'secretsmanager',
  GetRandomPassword: 'secretsmanager',
  CreateApiKey: 'appsync',
  UpdateApiKey: 'appsync',
  DeleteApiKey: 'appsync',
  ListApiKeys: 'appsync',
  Decrypt: 'kms',
  GenerateDataKey: 'kms',
  GetCallerIdentity: 'sts',
  AssumeRole: 'sts',
  ModifyDBInstance: 'rds',
  ModifyDBCluster: 'rds',
  DescribeDBInstances: 'rds',
  UpdateDistribution: 'cloudfront',
}

/** `iam:CreateAccessKey` for the operations that rotation functions call, else the bare operation; undefined: no operation. */
export function awsOperation(operation: string | undefined): string | undefined {
  if (operation === undefined || !/^[A-Z][a-z]+(?:[A-Z][A-Za-z]*){0,8}$/.test(operation) || operation.length > 60) {
    return undefined
  }
  const service = Object.hasOwn(services, operation) ? services[operation] : undefined
  return service === undefined ? operation : `${service}:${operation}`
}
