import type {NetworkGateway, NetworkMutations} from './network-gateways.ts'
import type {RotationRules, RotationStep, SecretDescription, Version} from '../rotation/secret.ts'
import type {Sensitive} from '../sensitive.ts'

/**
 * The doors to AWS, one per service: SDK shapes in, our nouns out. Times are epoch milliseconds. Every method throws
 * SecrotError (aws/errors.ts); a denied caller is `ACCESS_DENIED` with exit 5 and carries the action.
 * Implementations load their SDK client on first use.
 */
export interface SecretsGateway {
  describe(secretId: string, options?: CallOptions): Promise<SecretDescription>
  /** All pages. With `includeDeprecated` also versions without labels. */
  listVersions(secretId: string, options?: CallOptions & {includeDeprecated?: boolean}): Promise<readonly Version[]>
  /** Streams pages as they arrive. Entries carry labels and rotation fields, and may lag by five minutes. */
  list(options?: CallOptions & ListOptions): AsyncIterable<readonly SecretDescription[]>
  /** undefined when the version holds no value (ResourceNotFoundException). */
  getValue(
    secretId: string,
    selector: {versionId?: string; label?: string},
    options?: CallOptions,
  ): Promise<SecretValue | undefined>
  /** Whether the secret has a resource policy; its text is not needed. */
  hasResourcePolicy(secretId: string, options?: CallOptions): Promise<boolean>
}

/** Mutating calls; only operations/mutate.ts may hold one of these (test/structure.test.ts). */
export interface SecretsMutations {
  moveLabel(input: {arn: string; label: string; from?: string; to?: string}): Promise<void>
  rotate(input: {
    arn: string
    clientRequestToken: string
    functionArn?: string
    rules?: RotationRules
    rotateImmediately?: boolean
  }): Promise<{versionId: string}>
  cancelRotation(input: {arn: string}): Promise<{versionId?: string}>
  /** PutSecretValue under these labels alone. `binary`: the value goes as SecretBinary. */
  putValue(input: {
    arn: string
    versionId: string
    value: Sensitive
    binary: boolean
    labels: readonly string[]
  }): Promise<void>
  /** With a first version, whose id becomes `versionId`. */
  create(input: NewSecret): Promise<{readonly arn: string}>
  /** Adds tags, or gives them another value; others stay. */
  tag(input: {arn: string; tags: Readonly<Record<string, string>>}): Promise<void>
  /** Takes tags off; others stay. */
  untag(input: {arn: string; tags: readonly string[]}): Promise<void>
}

export interface NewSecret {
  readonly name: string
  readonly versionId: string
  readonly value: Sensitive
  readonly tags: Readonly<Record<string, string>>
  /** Absent: the key of Secrets Manager. */
  readonly kmsKeyId?: string
}

export interface SecretValue {
  readonly versionId: string
  readonly labels: readonly string[]
  readonly createdAt?: number
  readonly value: Sensitive
  readonly binary: boolean
}

export interface ListFilter {
  readonly key: 'name' | 'description' | 'tag-key' | 'tag-value' | 'primary-region' | 'owning-service' | 'all'
  readonly values: readonly string[]
}

export interface ListOptions {
  readonly filters?: readonly ListFilter[]
  readonly includePlannedDeletion?: boolean
  /** By date of creation, oldest (`asc`) or newest (`desc`) first. Absent: as AWS likes. */
  readonly order?: ListOrder
}

export type ListOrder = 'asc' | 'desc'

export interface CallOptions {
  /** Aborts the call; the gateway then throws the signal's reason. */
  readonly signal?: AbortSignal
}

export interface FunctionConfiguration {
  readonly arn: string
  readonly name: string
  /** Absent: it has none. */
  readonly description?: string
  readonly runtime?: string
  readonly handler?: string
  readonly roleArn?: string
  readonly timeoutMs: number
  readonly memoryMb?: number
  readonly state?: string
  readonly stateReason?: string
  readonly lastUpdateStatus?: string
  readonly lastUpdateReason?: string
  readonly lastModifiedAt?: number
  readonly codeSha256?: string
  readonly revisionId?: string
  /** Names only: values may be secrets. */
  readonly environmentNames: readonly string[]
  readonly logGroup: string
  readonly logFormat: 'Text' | 'JSON'
  /** JSON format only; at WARN or above there are no START and REPORT lines. */
  readonly systemLogLevel?: string
  readonly inVpc: boolean
  /** Absent: it stands in none. */
  readonly network?: {
    readonly vpcId: string
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  readonly layerArns: readonly string[]
}

/** A function as it is deployed, with all that it runs on. */
export interface DeployedFunction {
  readonly configuration: FunctionConfiguration
  /** Values of its environment, which may be secrets: never printed. */
  readonly variables: Readonly<Record<string, string>>
  /** Why AWS did not show the environment, as its error code: the key's policy, say. */
  readonly variablesRefused?: string
  /** The zip. Absent: it is a container image. */
  readonly code?: Uint8Array
}

/** A function with its tags. */
export interface DescribedFunction extends Omit<DeployedFunction, 'code'> {
  readonly tags: Readonly<Record<string, string>>
}

export interface LambdaGateway {
  /** `arn` may carry a qualifier. undefined: no such function. */
  configuration(arn: string, options?: CallOptions): Promise<FunctionConfiguration | undefined>
  /** Statements of the resource policy of exactly this ARN and qualifier; undefined: no policy. */
  policy(
    arn: string,
    options?: CallOptions,
  ): Promise<{readonly statements: readonly unknown[]; readonly revisionId?: string} | undefined>
  /** With its package, fetched from where GetFunction says. undefined: no such function. */
  deployed(arn: string, options?: CallOptions): Promise<DeployedFunction | undefined>
  /** The same without its package, but with its tags. undefined: no such function. */
  described(arn: string, options?: CallOptions): Promise<DescribedFunction | undefined>
  /** undefined: unreserved. */
  reservedConcurrency(arn: string, options?: CallOptions): Promise<number | undefined>
}

export interface LambdaMutations {
  addPermission(input: {
    functionArn: string
    statementId: string
    /** Absent: Secrets Manager. */
    principal?: string
    sourceAccount?: string
    sourceArn?: string
    revisionId?: string
  }): Promise<void>
  removePermission(input: {functionArn: string; statementId: string; revisionId?: string}): Promise<void>
  /** Of `$LATEST`: a published version keeps the limit it was published with. */
  setTimeLimit(input: {functionArn: string; seconds: number; revisionId?: string}): Promise<void>
  /** Sends one rotation step by hand: no RotationToken, SDK retries off, socket timeout above the function's. */
  invokeStep(input: {
    functionArn: string
    step: RotationStep
    secretArn: string
    versionId: string
    timeoutMs: number
    /** Ends the wait for the answer; the function may go on. Absent: waits for it. */
    signal?: AbortSignal
  }): Promise<StepInvocation>
}

/** Functions as `deploy` makes and `destroy` takes them away. */
export interface FunctionMutations {
  create(input: NewFunction): Promise<void>
  updateCode(input: {name: string; code: Uint8Array}): Promise<void>
  /** Absent members stay as they are. */
  updateSettings(input: {name: string; settings: FunctionSettingsInput}): Promise<void>
  delete(input: {name: string}): Promise<void>
  /** Sends it an event and waits. Answers what went wrong in it, as Lambda names it; undefined: nothing. */
  invoke(input: {name: string; event: Readonly<Record<string, unknown>>}): Promise<string | undefined>
}

export interface FunctionSettingsInput {
  readonly runtime?: string
  readonly handler?: string
  readonly roleArn?: string
  readonly timeoutSeconds?: number
  readonly memoryMb?: number
  readonly network?: {readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[]}
  /** All of them: those that are left out go. */
  readonly variables?: Readonly<Record<string, string>>
}

export interface NewFunction extends Required<Omit<FunctionSettingsInput, 'network'>> {
  readonly name: string
  readonly description: string
  readonly code: Uint8Array
  readonly tags: Readonly<Record<string, string>>
  /** Absent: outside of any network of the account. */
  readonly network?: {readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[]}
}

export interface StepInvocation {
  readonly requestId?: string
  readonly functionError?: string
  /** Class of the function's error (`errorType`); its message is the function's text and goes through the allow-list. */
  readonly payload: string
  /** Last 4 KB of the log, decoded. */
  readonly logTail: string
  readonly startedAt: number
  readonly endedAt: number
}

/** A rule of the default bus. */
export interface RuleInfo {
  readonly arn: string
  readonly enabled: boolean
  /** Absent: it goes by a schedule. */
  readonly pattern?: string
  readonly description?: string
}

export interface RuleTarget {
  readonly id: string
  readonly arn: string
}

export interface EventsGateway {
  /** undefined: no such rule. */
  rule(name: string, options?: CallOptions): Promise<RuleInfo | undefined>
  /** None where there is no such rule. */
  targets(ruleName: string, options?: CallOptions): Promise<readonly RuleTarget[]>
}

export interface EventsMutations {
  /** Makes the rule, switched on, or gives it another pattern; what it sends to stays. */
  putRule(input: {name: string; pattern: string; description: string}): Promise<void>
  putTarget(input: {ruleName: string; target: RuleTarget}): Promise<void>
  removeTarget(input: {ruleName: string; id: string}): Promise<void>
  /** One that still has targets is refused. */
  deleteRule(input: {name: string}): Promise<void>
}

export interface TopicSubscription {
  readonly protocol: string
  readonly endpoint: string
  /** Whoever reads there has said yes; before that nothing is sent. */
  readonly confirmed: boolean
}

/** What SES lets an account send. */
export interface MailAccount {
  /** false: sandbox mode, in which recipients have to be verified too. */
  readonly toAnybody: boolean
  readonly maySend: boolean
  /** Mails in 24 hours, the most and those that went. Absent: SES does not say. */
  readonly aDay?: number
  readonly sentToday?: number
}

export interface MailGateway {
  /** An address or a domain. undefined: SES does not know it. */
  identity(name: string, options?: CallOptions): Promise<{readonly verified: boolean} | undefined>
  account(options?: CallOptions): Promise<MailAccount>
}

export interface MailMutations {
  /** SES then asks the address by mail whether it agrees. */
  createIdentity(input: {name: string}): Promise<void>
}

export interface SnsGateway {
  topicExists(topicArn: string, options?: CallOptions): Promise<boolean>
  /** All pages; none where there is no such topic. */
  subscriptions(topicArn: string, options?: CallOptions): Promise<readonly TopicSubscription[]>
}

export interface SnsMutations {
  createTopic(input: {name: string}): Promise<void>
  /** Its subscriptions go with it. */
  deleteTopic(input: {topicArn: string}): Promise<void>
  /** SNS then asks the address by mail whether it agrees. */
  subscribe(input: {topicArn: string; address: string}): Promise<void>
}

export interface LogEvent {
  readonly stream: string
  readonly at: number
  readonly message: string
  readonly eventId: string
}

export interface LogsGateway {
  /** All pages up to `maxEvents` (default 10,000), oldest first. A group that does not exist is an empty answer. */
  filter(
    input: {group: string; since: number; until?: number; pattern?: string; maxEvents?: number},
    options?: CallOptions,
  ): Promise<{readonly events: readonly LogEvent[]; readonly cutOff: boolean}>
  /** undefined: no group of exactly this name. */
  group(name: string, options?: CallOptions): Promise<{readonly retentionDays?: number} | undefined>
  /** Of a log group, by its ARN without `:*` at the end. */
  groupTags(groupArn: string, options?: CallOptions): Promise<Readonly<Record<string, string>>>
}

export interface LogsMutations {
  createGroup(input: {name: string; tags: Readonly<Record<string, string>>}): Promise<void>
  setRetention(input: {name: string; days: number}): Promise<void>
  deleteGroup(input: {name: string}): Promise<void>
}

export interface TrailEvent {
  readonly eventId: string
  readonly name: string
  readonly at: number
  /** Full record, parsed; foreign text. */
  readonly record: Readonly<Record<string, unknown>>
}

export interface TrailGateway {
  /** One page of one name, newest first; by EventName only, never EventSource. */
  page(
    input: {eventName: string; since: number; until?: number; token?: string},
    options?: CallOptions,
  ): Promise<{readonly events: readonly TrailEvent[]; readonly nextToken?: string}>
  /** Trails of the region, those of all regions and of the organization among them. */
  trails(options?: CallOptions): Promise<readonly TrailInfo[]>
  /** One page for an access key, newest first. */
  pageByAccessKey(
    input: {accessKeyId: string; since: number; token?: string},
    options?: CallOptions,
  ): Promise<{readonly events: readonly TrailEvent[]; readonly nextToken?: string}>
}

/** A trail that logs the events of a region, as CloudTrail describes it. */
export interface TrailInfo {
  readonly arn: string
  readonly logging: boolean
  /** Whether it has event selectors of its own, which may leave management events out. */
  readonly selective: boolean
}

export interface AccessKeyInfo {
  readonly accessKeyId: string
  readonly userName: string
  readonly active: boolean
  readonly createdAt?: number
}

export interface IamGateway {
  /** undefined: no such user. */
  user(userName: string, options?: CallOptions): Promise<PrincipalInfo | undefined>
  /** Names of all users of the account, page by page: a listing has no tags, and no filter for them. */
  userNames(options?: CallOptions): AsyncIterable<readonly string[]>
  listAccessKeys(userName: string, options?: CallOptions): Promise<readonly AccessKeyInfo[]>
  accessKeyLastUsed(
    accessKeyId: string,
    options?: CallOptions,
  ): Promise<{
    readonly userName?: string
    readonly lastUsedAt?: number
    readonly service?: string
    readonly region?: string
  }>
  /**
   * What the own policies of a role, user or group decide on one resource, without trying it; one decision an action.
   * `conditions`: what the call would carry, by the names of condition keys. Absent: nothing.
   */
  simulate(
    input: {
      readonly principalArn: string
      readonly actions: readonly string[]
      readonly resource: string
      readonly conditions?: Readonly<Record<string, string>>
    },
    options?: CallOptions,
  ): Promise<readonly SimulatedDecision[]>
}

/** A role or user, as IAM describes it. */
export interface PrincipalInfo {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

/** Policies of a role as they are written; documents are JSON that nobody has checked. */
export interface RolesGateway {
  /** undefined: no such role. */
  role(roleName: string, options?: CallOptions): Promise<PrincipalInfo | undefined>
  inlinePolicyNames(roleName: string, options?: CallOptions): Promise<readonly string[]>
  inlinePolicy(roleName: string, policyName: string, options?: CallOptions): Promise<unknown>
  attachedPolicyArns(roleName: string, options?: CallOptions): Promise<readonly string[]>
  /** The version that is in force. */
  defaultVersionOf(policyArn: string, options?: CallOptions): Promise<string>
  managedPolicy(policyArn: string, versionId: string, options?: CallOptions): Promise<unknown>
}

/** What IAM would decide about one action on one resource. */
export interface SimulatedDecision {
  readonly action: string
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny'
  /** Condition keys that policies ask for and that the simulation was not given: the decision may be another one. */
  readonly missingContext: readonly string[]
  /** It leaves the action out, whatever the policies allow. Absent: neither does. */
  readonly outside?: 'permissions boundary' | 'organization'
}

/** Where a key is in its life (https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html). */
export interface KeyInfo {
  readonly arn: string
  readonly state: string
  /** Made and kept by a service of AWS, which lets its own users use it. */
  readonly ofAws: boolean
  /** When a key that is PendingDeletion goes. */
  readonly deletedAt?: number
}

/** A grant on a key. */
export interface KeyGrant {
  readonly grantee: string
  readonly operations: readonly string[]
}

export interface KmsGateway {
  /** `keyId`: id, ARN or alias. undefined: there is no such key. */
  key(keyId: string, options?: CallOptions): Promise<KeyInfo | undefined>
  /** The policy of a key as it is written: JSON that nobody has checked. */
  policy(keyArn: string, options?: CallOptions): Promise<unknown>
  /** All pages. */
  grants(keyId: string, options?: CallOptions): Promise<readonly KeyGrant[]>
  tags(keyArn: string, options?: CallOptions): Promise<Readonly<Record<string, string>>>
  /**
   * ARN of the first key that can be used and has all these tags, of all keys whose tags may be read. A call for every key
   * of the region: for when nothing else names it.
   */
  findByTags(tags: Readonly<Record<string, string>>, options?: CallOptions): Promise<string | undefined>
}

export interface KmsMutations {
  createKey(input: {
    readonly policy: string
    readonly description: string
    readonly tags: Readonly<Record<string, string>>
  }): Promise<{readonly arn: string}>
  createAlias(input: {readonly alias: string; readonly keyArn: string}): Promise<void>
  enable(input: {keyArn: string}): Promise<void>
  /** Leaves the key disabled. */
  cancelDeletion(input: {keyArn: string}): Promise<void>
}

/** An API key as AppSync lists it. */
export interface ApiKeyInfo {
  /** The id of a key is the key itself. */
  readonly key: Sensitive
  readonly expiresAt: number
  readonly description?: string
}

export interface GraphqlApiInfo {
  readonly apiId: string
  /** Where its GraphQL requests go. Absent: AppSync names no such place. */
  readonly url?: string
  /** Whether it takes keys at all. */
  readonly takesKeys: boolean
}

export interface AppSyncGateway {
  /** All pages. undefined: there is no such API in this account and region. */
  apiKeys(apiId: string, options?: CallOptions): Promise<readonly ApiKeyInfo[] | undefined>
  /** undefined: there is no such API in this account and region. */
  api(apiId: string, options?: CallOptions): Promise<GraphqlApiInfo | undefined>
  /** The smallest query there is, with the key in `x-api-key`: the HTTP status of the answer. */
  query(input: {readonly url: string; readonly key: Sensitive}, options?: CallOptions): Promise<number>
}

export interface IamMutations {
  setAccessKeyStatus(input: {userName: string; accessKeyId: string; active: boolean}): Promise<void>
  deleteAccessKey(input: {userName: string; accessKeyId: string}): Promise<void>
}

/** Documents are JSON. */
export interface RolesMutations {
  create(input: {
    roleName: string
    trust: string
    description: string
    tags: Readonly<Record<string, string>>
  }): Promise<void>
  putPolicy(input: {roleName: string; policyName: string; document: string}): Promise<void>
  deletePolicy(input: {roleName: string; policyName: string}): Promise<void>
  delete(input: {roleName: string}): Promise<void>
}

export interface AppSyncMutations {
  /** AppSync rounds down to the hour, and takes 1 to 365 days ahead. */
  setApiKeyExpiry(input: {apiId: string; key: Sensitive; expiresAt: number}): Promise<void>
  deleteApiKey(input: {apiId: string; key: Sensitive}): Promise<void>
}

export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
}

export interface StsGateway {
  callerIdentity(options?: CallOptions): Promise<CallerIdentity>
  /** Signed with the given key, not with the caller's. Throws SecrotError code KEY_REJECTED on a definite refusal. */
  callerIdentityOf(
    key: {accessKeyId: string; secretAccessKey: Sensitive},
    options?: CallOptions,
  ): Promise<CallerIdentity>
}

export interface AccountGateway {
  /** Names of the regions that are switched on in the account, in order of the alphabet. */
  enabledRegions(options?: CallOptions): Promise<readonly string[]>
}

/** Read-only gateways of one account and region. */
export interface Gateways {
  readonly scope: AwsScope
  readonly secrets: SecretsGateway
  readonly lambda: LambdaGateway
  readonly logs: LogsGateway
  readonly trail: TrailGateway
  readonly iam: IamGateway
  readonly roles: RolesGateway
  readonly kms: KmsGateway
  readonly account: AccountGateway
  readonly sts: StsGateway
  readonly appsync: AppSyncGateway
  readonly events: EventsGateway
  readonly sns: SnsGateway
  readonly mail: MailGateway
  readonly network: NetworkGateway
}

/** Mutating gateways of one account and region. */
export interface Mutations {
  readonly secrets: SecretsMutations
  readonly lambda: LambdaMutations
  readonly functions: FunctionMutations
  readonly logs: LogsMutations
  readonly iam: IamMutations
  readonly roles: RolesMutations
  readonly appsync: AppSyncMutations
  readonly kms: KmsMutations
  readonly events: EventsMutations
  readonly sns: SnsMutations
  readonly network: NetworkMutations
  readonly mail: MailMutations
}

/** Flags by which a printed command, pasted into the shell of this run, reaches the same place. */
export interface ScopeFlags {
  /** For `secrot …`. */
  readonly secrot: readonly string[]
  /** For `aws …`. */
  readonly aws: readonly string[]
}

/** Where a client points. */
export interface AwsScope {
  /** undefined: the default credential chain. */
  readonly profile?: string
  /** ARN of a role that is assumed with the credentials of the profile. undefined: those are used themselves. */
  readonly role?: string
  readonly region: string
  /** undefined: AWS's own endpoint. */
  readonly endpointUrl?: string
  /** What is shown of endpoints where single services have their own. Absent: `endpointUrl` says it all. */
  readonly endpointsText?: string
}
