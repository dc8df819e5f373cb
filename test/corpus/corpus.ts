/** The correct rotation functions that a rehearsal is judged by: one per kind and language. */

/** What a handler is set up with. Which members mean anything follows from its target. */
export interface CorpusSetup {
  readonly accountId: string
  readonly region: string
  /** Full ARN of the secret that is rotated. */
  readonly secretArn: string
  /** `iam-user`: the user, and the key that it has at first. */
  readonly user: {readonly userName: string; readonly accessKeyId: string; readonly secretAccessKey: string}
  /** `appsync-api`: the API, its GraphQL endpoint, and the key that it has at first. */
  readonly api: {readonly apiId: string; readonly url: string; readonly apiKey: string}
  /** `login`, `login-alternating`: where the service and another with the same users listen, a user, its first password. */
  readonly login: {
    readonly url: string
    readonly replicaUrl: string
    readonly username: string
    readonly password: string
  }
  /** `login-alternating`: secret of the login service's administrator. */
  readonly masterSecretArn: string
  /** A topic, for functions that tell of their rotations. */
  readonly topicArn: string
}

export interface PolicyStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

export type CorpusTarget = 'iam-user' | 'appsync-api' | 'login' | 'login-alternating' | 'none'

export interface CorpusHandler {
  /** `node/add-iam`. */
  readonly name: string
  /** From test/corpus. */
  readonly file: string
  /** Kind of the credential, in the contract's words. */
  readonly kind: 'add' | 'alt' | 'rep' | 'rand'
  readonly handler: string
  readonly runtime: string
  /** Environment variables that the function is deployed with. */
  readonly variables: Readonly<Record<string, string>>
  readonly target: {readonly kind: CorpusTarget}
  /** The first value of the secret, with fields that a rotation leaves alone. */
  secretValue(setup: CorpusSetup): Readonly<Record<string, unknown>>
  /** What the function's role may do, beside writing its log. */
  policy(setup: CorpusSetup): readonly PolicyStatement[]
}

/** Time limit of each function of the corpus. */
export const TIMEOUT_SECONDS = 60

const others = {note: 'stays as it is', nested: {list: [1, null, 'ü'], off: false}}

const onSecret = ({secretArn}: CorpusSetup): PolicyStatement => ({
  Effect: 'Allow',
  Action: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
    action => `secretsmanager:${action}`,
  ),
  Resource: secretArn,
})

// It names no secret. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
const randomPassword: PolicyStatement = {Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*'}

// Keys have no ARN: the path of the request stands for them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html
const onApi = ({region, accountId, api}: CorpusSetup) =>
  `arn:aws:appsync:${region}:${accountId}:/v1/apis/${api.apiId}/apikeys`

type Shape = Pick<CorpusHandler, 'kind' | 'target' | 'secretValue' | 'policy'>

const shapes: Readonly<Record<string, Shape>> = {
  'add-iam': {
    kind: 'add',
    target: {kind: 'iam-user'},
    secretValue: ({user: {userName, accessKeyId, secretAccessKey}}) => ({
      username: userName,
      accessKeyId,
      secretAccessKey,
      ...others,
    }),
    policy: setup => [
      onSecret(setup),
      {
        Effect: 'Allow',
        Action: [
          'iam:GetUser',
          'iam:TagUser',
          'iam:ListAccessKeys',
          'iam:CreateAccessKey',
          'iam:UpdateAccessKey',
          'iam:DeleteAccessKey',
          'iam:GetAccessKeyLastUsed',
        ],
        Resource: `arn:aws:iam::${setup.accountId}:user/${setup.user.userName}`,
      },
    ],
  },
  'add-appsync': {
    kind: 'add',
    target: {kind: 'appsync-api'},
    secretValue: ({api: {apiId, url, apiKey}}) => ({apiId, apiKey, url, ...others}),
    policy: setup => [
      onSecret(setup),
      {
        Effect: 'Allow',
        Action: ['appsync:ListApiKeys', 'appsync:CreateApiKey'],
        Resource: onApi(setup),
      },
      // A key's id is the key, so no policy can name it.
      {Effect: 'Allow', Action: ['appsync:UpdateApiKey', 'appsync:DeleteApiKey'], Resource: `${onApi(setup)}/*`},
    ],
  },
  alt: {
    kind: 'alt',
    target: {kind: 'login-alternating'},
    secretValue: ({login: {url, username, password}, masterSecretArn}) => ({
      url,
      username,
      password,
      masterSecretId: masterSecretArn,
      ...others,
    }),
    policy: setup => [
      onSecret(setup),
      {Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: setup.masterSecretArn},
      randomPassword,
    ],
  },
  rep: {
    kind: 'rep',
    target: {kind: 'login'},
    secretValue: ({login: {url, username, password}}) => ({url, username, password, ...others}),
    policy: setup => [onSecret(setup), randomPassword],
  },
  rand: {
    kind: 'rand',
    target: {kind: 'none'},
    secretValue: () => ({password: 'the-first-value-of-a-random-text', ...others}),
    policy: setup => [onSecret(setup), randomPassword],
  },
}

function both(name: string): CorpusHandler[] {
  const shape = shapes[name]!
  const variables = {}
  return [
    {
      name: `node/${name}`,
      file: `node/${name}.mjs`,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      variables,
      ...shape,
    },
    {
      name: `python/${name}`,
      file: `python/${name}.py`,
      handler: 'index.handler',
      runtime: 'python3.11',
      variables,
      ...shape,
    },
  ]
}

export const corpus: readonly CorpusHandler[] = Object.keys(shapes).flatMap(both)

/** Throws where the corpus has no such handler. */
export function handlerNamed(name: string): CorpusHandler {
  const found = corpus.find(handler => handler.name === name)
  if (found === undefined) throw new Error(`The corpus has no handler ${name}.`)
  return found
}
