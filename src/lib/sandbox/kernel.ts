/**
 * What the parts of the sandbox agree on: the wire hands a parsed, authenticated call to a service operation, the
 * operation changes its service's state, and everything that happens is in the call record. Nothing here is shared
 * with the CLI's own core. Times are virtual epoch milliseconds.
 */

/** An error in a service's own words. The codec of the service's protocol puts it on the wire. */
export class ServiceError extends Error {
  /** Wire code without namespace: `ResourceNotFoundException`, `NoSuchEntity`. */
  readonly code: string
  /** HTTP status; Secrets Manager's client errors are all 400. */
  readonly status: number
  /** Further members of the body, such as Lambda's `Type` and `Reason`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.status = status
    this.members = members
  }
}

/** Who signed a request, as the credential look-up found it; `service` is AWS itself (rotation engine, scheduler). */
export interface Principal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'service'
  readonly accountId: string
  /** `arn:aws:iam::1:user/x`, `arn:aws:sts::1:assumed-role/r/s`, or the service's host name. */
  readonly arn: string
  readonly accessKeyId: string
  readonly userId: string
  readonly userName?: string
  readonly roleArn?: string
  /** When temporary credentials were issued; CloudTrail's `sessionContext.attributes.creationDate`. */
  readonly sessionIssuedAt?: number
  /** When an MFA code was given for temporary credentials. */
  readonly mfaAt?: number
  /** Set when the session belongs to a function's worker; only the configured function may write a pending version. */
  readonly functionArn?: string
}

/** One API call in flight. */
export interface Call<Input = Record<string, unknown>> {
  readonly service: string
  readonly operation: string
  readonly input: Input
  readonly principal: Principal
  /** Account and region that the call works in: the signer's account and the signature's region. */
  readonly accountId: string
  readonly region: string
  readonly requestId: string
  readonly sourceIp: string
  readonly userAgent: string
  /** A fault wants this read answered with the labels as they stood before the secret's last label move. */
  readonly staleLabels?: boolean
  /** Request id of the invocation whose worker calls. */
  readonly invocation?: string
  /** A service that calls for its own caller; policies can ask for it. Absent: nobody but the caller. */
  readonly viaService?: string
  /** Calls the listener once the caller's connection is gone. Absent: nobody can tell. */
  readonly whenGone?: (listener: () => void) => void
  /** Hears of a permission that another service asks for on the caller's behalf. Absent: nobody listens. */
  readonly alsoAsked?: (question: Authorization) => void
}

/** A permission question: one action on one resource, with the resource's own policy where it has one. */
export interface Authorization {
  /** `secretsmanager:GetSecretValue`. */
  readonly action: string
  /** Full ARN, or `*` for actions without a resource. For a secret that does not exist: the SecretId as written. */
  readonly resource: string
  /** The resource as the caller wrote it, for AWS's error text. Absent: no "on resource" part. */
  readonly resourceAsWritten?: string
  /** Account that owns the resource; absent: the caller's. */
  readonly resourceAccountId?: string
  readonly resourcePolicy?: string
  /** Condition keys, lower-case (`secretsmanager:resource/allowrotationlambdaarn`). */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>
}

/**
 * How a rest-json operation is found and how its input is put together: labels of the path (decoded), members of the
 * JSON body, query parameters and the headers named here, all as strings except what came in the body.
 */
export interface RestRoute {
  readonly method: string
  /** Template with labels in braces, `/2015-03-31/functions/{FunctionName}/invocations`; a trailing slash is accepted too. */
  readonly path: string
  /** Status of a plain answer; absent: 200. */
  readonly status?: number
  /** Query parameter → member; absent: the parameter's own name. A repeated parameter becomes a list. */
  readonly query?: Readonly<Record<string, string>>
  /** Lower-case header → member: `{'x-amz-invocation-type': 'InvocationType'}`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Member that takes the whole body as text, unparsed (Invoke's `Payload`). Absent: the body is a JSON object. */
  readonly payload?: string
}

export interface OperationDefinition {
  readonly name: string
  readonly readOnly: boolean
  /** CloudTrail takes it for a data event, which LookupEvents never shows. Absent: a management event. */
  readonly dataEvent?: boolean
  /** rest-json only. */
  readonly route?: RestRoute
  /**
   * Permissions needed, asked before existence is checked. Empty: everybody may (GetCallerIdentity).
   * Operations that need more than one ask for all of them here.
   */
  authorize(call: Call, world: World): readonly Authorization[]
  /** Throws ServiceError. The answer is the output in wire member names; absent members are left out. */
  run(call: Call, world: World): unknown
  /** Redacted `requestParameters` and `responseElements` for CloudTrail; absent: requestParameters are the input's keys in lowerCamel without values of secrets, responseElements null. */
  trail?(
    call: Call,
    output: unknown,
  ): {
    requestParameters: unknown
    responseElements: unknown
    resources?: readonly {ARN: string; type: string; accountId: string}[]
    /** Values that the text of an error may repeat and that the trail must not have; absent: none. */
    hidden?: readonly string[]
  }
}

export interface ServiceDefinition {
  readonly id: string
  /** The service element of the SigV4 scope, which two APIs of a service share; the record names it. Absent: the id. */
  readonly scope?: string
  readonly protocol: 'json-1.1' | 'rest-json' | 'query' | 'ec2'
  /** json-1.1: prefix of X-Amz-Target, without the dot. */
  readonly targetPrefix?: string
  /** query and ec2: API version and xmlns. */
  readonly version?: string
  readonly xmlns?: string
  /** CloudTrail's name of the source, `secretsmanager.amazonaws.com`. */
  readonly eventSource: string
  /** Key of the error text in JSON bodies for a code. */
  messageKey(code: string): 'Message' | 'message'
  readonly operations: Readonly<Record<string, OperationDefinition>>
}

/** rest-json operations may answer with this instead of a plain object: status, headers and a raw or JSON body. */
export class RestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | undefined

  constructor(status: number, headers: Readonly<Record<string, string>>, body?: Uint8Array | string) {
    this.status = status
    this.headers = headers
    this.body = body
  }
}

/** Part of the sandbox whose state can be saved and put back. Entities are replaced, never mutated, so a snapshot is a shallow copy of maps and array lengths. */
export interface Snapshotable {
  /** Plain data that v8.serialize can carry (maps, arrays, byte arrays, no functions). */
  snapshot(): unknown
  restore(snapshot: unknown): void
}

/** `number`: a moment of virtual time. `released`: somebody says so. `never`: only a cut ends it. */
export type HeldUntil = number | 'released' | 'never'

/** A reply that is kept back by a fault. */
export interface Held {
  /** Of the caller's credential. */
  readonly accessKeyId: string
  readonly until: HeldUntil
}

/** Replies that faults keep back. */
export interface HeldReplies {
  /** Keeps one back. `sent`: it may go out; `cut`: its caller is gone or the sandbox was put back. */
  hold(accessKeyId: string, until: HeldUntil, whenGone?: (listener: () => void) => void): Promise<'sent' | 'cut'>
  of(accessKeyId: string): readonly Held[]
  send(held: Held): void
  /** Sends those that wait for it. */
  release(): void
  /** Ends those of one caller, or all. */
  cut(accessKeyId?: string): void
}

/** What servers outside the sandbox are at work on, in real time. */
export interface OutsideWork {
  /** A server owes an answer. The result says that it came. */
  begin(): () => void
  /**
   * Whether one does, or whether an answer came since `readAtUs`, in microseconds of the system's monotonic clock: until then
   * whoever waits for it had read what there was.
   */
  isUnderWay(readAtUs?: number): boolean
  /** Nobody waits for any of it. */
  forget(): void
}

/** What the sandbox saw of one call, values included; it is told and never stored. */
export interface SeenCall {
  readonly call: Call
  /** Request id of the invocation whose worker called; absent: nobody's. */
  readonly invocation?: string
  /** Permissions that it needed. */
  readonly asked: readonly Authorization[]
  /** Kind of the fault that struck it. Absent: none. */
  readonly fault?: string
  readonly tookEffect: boolean
  readonly output?: unknown
  readonly error?: {readonly code: string; readonly status: number; readonly message: string}
}

/** A pause that a handler's process made in virtual time: nothing of it ran until its timer was due. */
export interface Pause {
  /** Of the invocation. */
  readonly requestId: string
  readonly ms: number
  /** Requests of the process that were waiting for their reply: a time limit of its own, not a plain sleep. */
  readonly inFlight: number
}

/** What becomes of functions' workers when a sandbox is put back. */
export interface RestoreOptions {
  /**
   * `keep`: who waits for an event stays and its credentials go on being good, who is at work is killed; whatever is
   * given to workers after it goes on in its own stream, so none is given twice. `end`: all are killed.
   */
  readonly workers: 'end' | 'keep'
}

export interface SandboxClock {
  readonly mode: 'real' | 'manual'
  /** Grows each time the sandbox is put back. What began in another era ends without a trace in this one. */
  readonly era: number
  now(): number
  /** A timer is data, so that snapshots carry it. `kind` names a handler registered with `on`. Returns its id. */
  schedule(timer: {readonly dueAt: number; readonly kind: string; readonly payload: unknown}): number
  cancel(id: number): void
  on(kind: string, handler: (payload: unknown) => void | Promise<void>): void
  /**
   * Fires due timers in order, waiting for what each sets off, then stands at the new time. On a manual clock nothing
   * else fires a timer: `advance(0)` fires what is due now.
   */
  advance(ms: number): Promise<void>
  advanceTo(at: number): Promise<void>
  /** Counts work that is under way (an invocation), so that `advance` and `idle` wait for it. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Whether somebody waits for what is under way, in `idle` or `advance`. */
  readonly isWaitedFor: boolean
  /** Waits in virtual time; on a manual clock waiting itself moves the time. */
  sleep(ms: number): Promise<void>
  /** Offset of virtual to real time in ms; child processes get it. */
  offsetMs(): number
}

/** One entry of the ordered record of everything: calls, label moves, invocations, faults. */
export interface CallRecordEntry {
  readonly sequence: number
  readonly at: number
  readonly kind: 'call' | 'labels' | 'invocation' | 'fault' | 'event' | 'target'
  readonly service?: string
  readonly operation?: string
  readonly principal?: string
  readonly functionArn?: string
  readonly requestId?: string
  /** HTTP status and error code of the answer. */
  readonly status?: number
  readonly error?: string
  /** false: refused or cut before it took effect. */
  readonly tookEffect?: boolean
  /** Request id of the invocation whose worker called. */
  readonly invocation?: string
  /** Keyed digest of the request; the key is per sandbox, so equal seeds give equal digests and nothing leaks. */
  readonly requestDigest?: string
  readonly secretArn?: string
  /** Labels after the entry, version id → labels. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
  readonly detail?: Readonly<Record<string, unknown>>
}

export interface CallRecord extends Snapshotable {
  add(entry: Omit<CallRecordEntry, 'sequence' | 'at'>): CallRecordEntry
  entries(): readonly CallRecordEntry[]
  clear(): void
}

/** Identities. Implemented by services/iam. */
export interface Identities {
  /**
   * The credential behind an access key id, or why it is refused. A new key is refused until it has spread.
   * `sessionToken` must match for temporary credentials.
   */
  lookup(
    accessKeyId: string,
    sessionToken: string | undefined,
  ):
    | {readonly kind: 'ok'; readonly secretAccessKey: string; readonly principal: Principal}
    | {readonly kind: 'refused'; readonly reason: 'unknown' | 'inactive' | 'not-spread-yet' | 'expired' | 'bad-token'}
    /** A function's worker that is no more. A process that is gone sends nothing, so this gets no number and leaves no trace. */
    | {readonly kind: 'gone'}
  /** Temporary credentials of a role without asking for sts:AssumeRole: what Lambda does for a worker. */
  issueSession(input: {
    accountId: string
    roleArn: string
    sessionName: string
    durationMs: number
    functionArn?: string
  }): {accessKeyId: string; secretAccessKey: string; sessionToken: string; expiresAt: number}
  /** Decision on one question; `deny` carries AWS's error text. */
  authorize(
    principal: Principal,
    question: Authorization,
  ): {readonly allowed: true} | {readonly allowed: false; readonly message: string}
  noteUse(accessKeyId: string, service: string, region: string): void
  /** Whether the role exists and trusts the service (`lambda.amazonaws.com`) to assume it. */
  serviceMayAssume(roleArn: string, service: string): boolean
  /** The root credential of an account, accepted at once and allowed everything. Opens the account when it is new. */
  addRootKey(input: {accountId: string; accessKeyId: string; secretAccessKey: string}): void
}

export interface InvokeRequest {
  /** Full ARN, with qualifier where one is meant. */
  readonly functionArn: string
  readonly payload: string
  readonly invocationType: 'RequestResponse' | 'Event'
  /** `secretsmanager.amazonaws.com` or the caller's ARN; for the record. */
  readonly source: string
}

export interface InvokeResult {
  readonly requestId: string
  readonly executedVersion: string
  /** Absent: success. */
  readonly functionError?: 'Unhandled' | 'Handled'
  readonly payload: string
  /** Last 4 KB of the log. */
  readonly logTail: string
  readonly durationMs: number
}

/** A worker that has an event. */
export interface WorkerAtWork {
  /** Of the invocation. */
  readonly requestId: string
  /** Whether its process waits in virtual time. */
  readonly paced: boolean
}

/** Functions. Implemented by services/lambda. */
export interface Functions {
  /** Whether a service may invoke it by its resource policy; `missing` when there is no such function or qualifier. */
  mayInvoke(input: {
    functionArn: string
    servicePrincipal: string
    sourceArn: string
    sourceAccount: string
  }): 'yes' | 'no' | 'missing'
  /** Runs it; resolves with function errors inside the result, rejects with ServiceError for Lambda's own refusals (429, Pending …). */
  invoke(request: InvokeRequest): Promise<InvokeResult>
  /** Configured timeout in ms; undefined when missing. */
  timeoutMs(functionArn: string): number | undefined
  /** A fault ends the worker that holds these session credentials, as kill −9 would. false: no such worker. */
  killWorker(accessKeyId: string): boolean
  /** A worker's call has come in. Answers what is at work there; undefined: nothing, or no worker. */
  callArrived(accessKeyId: string): WorkerAtWork | undefined
  /** Access key ids of the workers that live, whatever they do. */
  liveWorkers(): readonly string[]
  /**
   * Whether the worker with these credentials was killed or is past its time limit. A handler inside this process cannot
   * be stopped, so what it still sends is cut off without effect.
   */
  isOver(accessKeyId: string): boolean
  /** The invocation under way, with its worker's credentials, if there is exactly one: whose request for a target it is. */
  soleRunning(): {readonly functionArn: string; readonly accessKeyId: string} | undefined
}

/** CloudWatch Logs. Implemented by services/logs. */
export interface LogWriter {
  /** Creates group and stream when absent. */
  write(
    accountId: string,
    region: string,
    group: string,
    stream: string,
    lines: readonly {at: number; message: string}[],
  ): void
  hasGroup(accountId: string, region: string, group: string): boolean
}

/** CloudTrail. Implemented by services/cloudtrail. Delivery delay and reordering are its business. */
export interface TrailWriter {
  /** API event, written by the dispatcher for every call, refused ones too. */
  api(event: {
    readonly call: Call
    readonly eventSource: string
    readonly readOnly: boolean
    readonly requestParameters: unknown
    readonly responseElements: unknown
    readonly errorCode?: string
    readonly errorMessage?: string
    readonly resources?: readonly {ARN: string; type: string; accountId: string}[]
  }): void
  /** Service event of Secrets Manager, envelope of aws-behaviour section 3.8. */
  service(event: {
    readonly accountId: string
    readonly region: string
    readonly eventName: string
    readonly requestId: string
    readonly secretArn: string
    readonly errorMessage?: string
    readonly additionalEventData?: Readonly<Record<string, unknown>>
    readonly serviceEventDetails?: Readonly<Record<string, unknown>>
  }): void
}

/** What a service wants of a key on behalf of its caller. */
export interface KeyUse {
  /** All of them must be allowed. */
  readonly actions: readonly ('GenerateDataKey' | 'Decrypt' | 'Encrypt')[]
  /** Id, alias or the ARN of one, as it was given to the service. */
  readonly keyId: string
  /** The account in which a bare id or alias is meant: the owner's of what is encrypted. */
  readonly accountId: string
  readonly service: 'secretsmanager'
  /** Encryption context, which policies can ask for. */
  readonly context: Readonly<Record<string, string>>
}

/** KMS as other services ask it, with the caller's own identity and in the call's region. Implemented by services/kms. */
export interface Keys {
  /** `denied`: the caller lacks the permission; `unusable`: no such key, disabled or pending deletion. */
  access(call: Call, use: KeyUse): 'ok' | 'denied' | 'unusable'
}

/** EventBridge's default buses. Implemented by services/eventbridge. */
export interface EventBus {
  /** Whether a rule of that account and region is on: only then an event is worth making. */
  isAwaited(place: {readonly accountId: string; readonly region: string}): boolean
  /** An event of a service of AWS, as of now. */
  emit(event: {
    readonly accountId: string
    readonly region: string
    readonly source: string
    readonly detailType: string
    readonly resources: readonly string[]
    readonly detail: Readonly<Record<string, unknown>>
    /** Seen only by rules that ask for all management events. Absent: by every rule. */
    readonly hiddenByDefault?: boolean
  }): void
}

/** Topics as other services publish to them. Implemented by services/sns. */
export interface TopicWriter {
  /** Publishes as a service, which names no source: only the topic's policy can allow it. */
  deliver(message: {
    readonly topicArn: string
    readonly message: string
    readonly servicePrincipal: string
  }): 'delivered' | 'denied' | 'missing'
}

/** Objects that services read in the name of their caller. */
export interface Objects {
  /** Its bytes, or why the caller does not get them. */
  read(
    call: Call,
    named: {readonly bucket: string; readonly key: string},
  ): Uint8Array | 'denied' | 'no-bucket' | 'no-key' | 'elsewhere'
}

/** Defaults of the uncertainty register, all switchable; names say the question. */
export interface BehaviourSwitches {
  /** U1: attempts of a rotation per window, default 3. */
  readonly rotationAttempts: number
  /** U1: virtual delay between attempts in ms, default 60,000. */
  readonly rotationRetryDelayMs: number
  /** U2: a value that PutSecretValue makes current takes AWSPENDING from every version; default true. false: only from the one that was current. */
  readonly putDropsPending: boolean
  /** U3: the same for UpdateSecret. */
  readonly updateDropsPending: boolean
  /** U4: AWSCURRENT moved by hand onto the pending version ends its rotation at once; default false: the next attempt finds it done. */
  readonly handMoveEndsRotation: boolean
  /** U5: AWSPENDING is taken off the new current version after a success; default true, after pendingCleanupDelayMs (2,000). */
  readonly pendingCleanup: boolean
  readonly pendingCleanupDelayMs: number
  /** U6: moving AWSCURRENT onto a version takes AWSPENDING off it in the same call, as a page of the user guide says; default false. */
  readonly moveDropsPending: boolean
  /** U7: a version without a label can be read by its id; default true. */
  readonly deprecatedReadable: boolean
  /** U9: bodies of AccessDeniedException and ValidationException have `message` in place of `Message`; default false. */
  readonly smallMessageKey: boolean
  /** U10: RotateSecret also wants lambda:InvokeFunction of the caller; default false. */
  readonly rotateChecksCallerInvoke: boolean
  /** U13: RotateSecret with a token it has seen answers the same and starts nothing; default true. false: it is checked like any other. */
  readonly repeatedRotateIsSame: boolean
  /** U14, U25: RotateImmediately=false is refused while AWSPENDING is stuck; default true. false: the schedule is stored and nothing is tested. */
  readonly stuckRefusesSchedule: boolean
  /** U15: a failed test rotation leaves AWSPENDING; default false. */
  readonly testRotationLeavesPending: boolean
  /** U16: CancelRotateSecret removes an empty AWSPENDING; default true. */
  readonly cancelRemovesEmptyPending: boolean
  /** U18: shuffle lists whose order AWS does not promise; default false. */
  readonly shuffleLists: boolean
  /** U22: a custom label may be attached to an empty version; default true. */
  readonly labelOnEmptyVersion: boolean
  /** U23: AWSCURRENT may move to an empty version; default false. */
  readonly promoteEmptyVersion: boolean
  /** U24: events of rotations without a function name the secret under serviceEventDetails.secretId; default false. */
  readonly managedEventDetails: boolean
  /** U26: a repeated PutSecretValue with other VersionStages moves them; default false. */
  readonly repeatedPutMovesLabels: boolean
  /** U27: RotationFailed once per attempt (default) or once at the end. */
  readonly failedEventPerAttempt: boolean
  /** Virtual time between the end of a failed step and its RotationFailed, default 0 ms. */
  readonly failureNoticeMs: number
  /** Delay until a trail event can be looked up, default 0 ms. */
  readonly trailDelayMs: number
  /** Seeded spread in ms on top of trailDelayMs, so that events can be looked up in another order than they happened; default 0. */
  readonly trailJitterMs: number
  /** Delay between the steps of a stack's creation, change or deletion, default 0 ms (AWS: seconds). */
  readonly stackStepMs: number
  /** Delay until EventBridge hands an event to its rules, default 0 ms. */
  readonly eventDelayMs: number
  /** SES refuses what goes beyond its quotas of a day and a second (virtual time); default true. */
  readonly mailThrottle: boolean
  /** LookupEvents refuses more than 2 requests a second per account and region (virtual time); default false. */
  readonly trailThrottle: boolean
  /** A function's log is written only where its role may write it; default true, as on Lambda. */
  readonly logsNeedPermission: boolean
  /** Delay until a log line can be read, default 0 ms. */
  readonly logDelayMs: number
  /** Delay until a new access key is accepted, default 10,000 ms virtual. */
  readonly keySpreadMs: number
  /** Delay until an AppSync endpoint knows of a new, changed or deleted API key, default 0 ms virtual. */
  readonly apiKeySpreadMs: number
  /** How far AppSync's clock is behind that of its callers when it looks at the end of a key, default 0 ms. */
  readonly appSyncClockBehindMs: number
  /** Delay until Secrets Manager may use a new permission to invoke a function, default 0 ms (AWS: up to a minute or two). */
  readonly permissionSpreadMs: number
  /** Delay until the use of an access key shows in GetAccessKeyLastUsed, default 0 ms (AWS: up to hours). */
  readonly lastUsedLagMs: number
  /** Virtual delay between a rotation's steps, default 0 ms. */
  readonly stepDelayMs: number
  /** Delay until a new function is Active and a changed one updated, default 0 ms. */
  readonly functionSettleMs: number
  /** Largest page of any list, default the service's own. */
  readonly pageSize: number | undefined
}

/** Everything a service may reach. One per sandbox. */
export interface World {
  readonly clock: SandboxClock
  /** Seeded; 0 ≤ x < 1. */
  random(): number
  /** Seeded RFC 4122 v4 id. */
  uuid(): string
  /** The same for what each worker of a function is given, since whether one is still warm must change nothing else. */
  readonly workers: {random(): number; uuid(): string}
  readonly switches: BehaviourSwitches
  readonly record: CallRecord
  readonly identities: Identities
  readonly functions: Functions
  readonly logs: LogWriter
  readonly trail: TrailWriter
  readonly keys: Keys
  readonly objects: Objects
  readonly bus: EventBus
  readonly topics: TopicWriter
  /** Told of every line that functions log, whatever their role may write. */
  readonly onLogLine: ((line: LoggedLine) => void) | undefined
  /** Told of the access key id of every request that was refused for its credential. */
  readonly onRefusedKey: ((accessKeyId: string) => void) | undefined
  readonly holds: HeldReplies
  readonly outside: OutsideWork
  /**
   * A call that a service makes for its caller, which passes everything that others pass. Throws ServiceError, or
   * ConnectionCut where a fault cuts it or the sandbox was put back meanwhile.
   */
  perform(request: {
    readonly principal: Principal
    readonly region: string
    readonly service: string
    readonly operation: string
    readonly input: Readonly<Record<string, unknown>>
    readonly viaService: string
  }): Promise<unknown>
  /** URL of the API listener, `http://127.0.0.1:1234`. */
  url(): string
}

/** One line of a function's worker, as it would stand in its log. */
export interface LoggedLine {
  readonly functionArn: string
  readonly stream: string
  readonly message: string
}

/** What each `services/<service>/index.ts` exports: `export function create<Name>Service(world): Service & …`. */
export interface Service extends Omit<Snapshotable, 'restore'> {
  restore(snapshot: unknown, options: RestoreOptions): void
  /** What decides how its calls are answered from now on, as plain data; what was done, and by whom, is no part of it. Absent: its snapshot. */
  present?(): unknown
  readonly definition: ServiceDefinition
  /** After a state was put back that was taken in the middle of work: takes up what none of the waiting timers will. */
  takeUp?(waiting: readonly {readonly kind: string; readonly payload: unknown}[]): void
  /** Ends processes and removes files of its own when the sandbox stops. */
  stop?(): Promise<void>
}
