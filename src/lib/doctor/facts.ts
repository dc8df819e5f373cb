import type {AccessKeyInfo, FunctionConfiguration} from '../aws/gateways.ts'
import type {RotationEvent, RotationEventName} from '../history/events.ts'
import type {KeyUses} from '../history/key-uses.ts'
import type {FunctionFailure, Invocation} from '../history/invocations.ts'
import type {Rehearsal} from '../rehearse/record.ts'
import type {ApiKeyName} from '../probes/appsync-key.ts'
import type {RotationStep, SecretDescription, Version} from '../rotation/secret.ts'
import type {SecretKey} from './encryption.ts'
import type {Fact, FactSource, Proof} from './fact.ts'
import type {RoleAccess} from './role-access.ts'
import type {WantedRotationFacts} from './wanted-rotation.ts'

export type {ApiKeyName} from '../probes/appsync-key.ts'
export type {Fact, FactSource, Proof} from './fact.ts'
export {known, unknown, valueOf} from './fact.ts'

/** empty: never got a value · copy: equals AWSCURRENT's · own: differs from it · unread: stored or not known, not compared. */
export type ValueClass = 'empty' | 'copy' | 'own' | 'unread'

/** yes: accepted as the same identity · no: definite rejection · gone: the target lists credentials and not this one. */
export type Auth = 'yes' | 'no' | 'gone'

/**
 * Who wrote a version. fn: the rotation function's role, after AWSCURRENT was written · other: somebody else, or older
 * than AWSCURRENT · nobody: the trail reaches back to its making and shows no write (a schedule test's copy, an empty version).
 */
export type Maker = 'fn' | 'other' | 'nobody'

export interface VersionFacts {
  readonly versionId: string
  readonly labels: readonly string[]
  readonly createdAt?: number
  readonly value: ValueClass
  /** How `value` is known; for `unread` why it is not. */
  readonly valueProof: Fact<ValueClass>
  readonly auth: Fact<Auth>
  readonly maker: Fact<Maker>
  /** IAM only: the key id inside the value, once the value was read. */
  readonly accessKeyId?: string
  /** IAM only: nobody asked with its key, since asking is a use of it and nothing depends on the answer. */
  readonly spared?: true
  /** AppSync only: what the key inside the value is called, once the value was read. */
  readonly apiKey?: ApiKeyName
  /** AppSync only: the value was read, and no part of it could be a key. */
  readonly holdsNoApiKey?: true
  /** The API that the value names. Absent: it names none, or was not read. */
  readonly apiId?: string
  /** The value was read and cannot be used by this kind of target, in words without any part of it. */
  readonly unparsable?: string
  /** Why its value could not be read, where that was tried. Absent: it was read, or nobody asked for it. */
  readonly valueUnread?: Fact<never>
}

export interface LabelFacts {
  readonly description: SecretDescription
  /** Every version, those without labels too. */
  readonly versions: readonly Version[]
  readonly readAt: number
}

/** Whether a rotation step may be running. `until` is set for yes: then it is no longer yes without a new sign. */
export interface RunningFacts {
  readonly value: 'yes' | 'no' | '?'
  readonly until?: number
  /** One line for a person: why this value. */
  readonly why: string
  readonly proof: readonly Proof[]
  /** For `?`: actions that would tell. */
  readonly actions: readonly string[]
  readonly attested?: true
}

export type FunctionFacts =
  | {readonly kind: 'none'}
  | {
      readonly kind: 'found'
      readonly configuration: FunctionConfiguration
      readonly reservedConcurrency: Fact<number | undefined>
      /** What is known from rehearsals of it as it is deployed. */
      readonly rehearsal: Rehearsal
      /** What the policies of its role allow beyond the calls of its rehearsal. Absent: no rehearsal to compare them with. */
      readonly roleExcess?: Fact<RoleExcess>
      readonly readAt: number
    }
  | {
      readonly kind: 'missing'
      readonly arn: string
      readonly because: 'not-found' | 'other-region'
      readonly readAt: number
    }

/** What the policies of a function's role allow beyond what the function called when it was rehearsed. */
export interface RoleExcess {
  readonly roleName: string
  /** Actions, or patterns of actions, that it never called. */
  readonly unused: readonly string[]
  /** Actions allowed on everything that it called on what has a name. */
  readonly wide: readonly string[]
  /** What its calls needed: the least that it can do with. Names of targets are those of the rehearsal. */
  readonly needs: readonly {readonly action: string; readonly resource: string}[]
}

export interface InvokePermission {
  readonly allowed: boolean
  readonly revisionId?: string
  /** Ids of the statements that are there. */
  readonly statementIds: readonly string[]
  readonly readAt: number
}

export interface LogFacts {
  /** Invocations since the oldest version in question was made, oldest first. */
  readonly invocations: readonly Invocation[]
  readonly platformLines: boolean
  /** Whether no other secret names the function; else only lines that name this secret count. Absent: no log was wanted. */
  readonly alone?: Fact<boolean>
  readonly since: number
  readonly readAt: number
}

export interface EventFacts {
  /** Events of this secret, newest first. */
  readonly events: readonly RotationEvent[]
  /** The names that were asked for: what was not asked for proves nothing by being absent. */
  readonly names: readonly RotationEventName[]
  readonly since: number
  readonly readAt: number
}

/** The failure that stopped the newest attempt, as far as events and log tell. */
export interface RootError {
  readonly at: number
  readonly step?: RotationStep
  readonly failure?: FunctionFailure
  /** Allow-listed text for a person. */
  readonly text: string
  readonly source: FactSource
}

/** One invocation of a step that this run sent itself: proof that is fresh. */
export interface FreshStep {
  readonly step: RotationStep
  readonly versionId: string
  readonly at: number
  readonly ok: boolean
  readonly failure?: FunctionFailure
  /** The operator trusts this code, or its rehearsal has shown it: its testSecret speaks for the target. */
  readonly trusted: boolean
  /** finishSecret answered without error and the labels stayed. */
  readonly withoutEffect?: true
}

export interface KeyInfo extends AccessKeyInfo {
  readonly lastUsedAt?: number
  readonly lastUsedService?: string
  /** Who used it in the last hours; looked up only of an active key that no labelled version holds. */
  readonly uses?: Fact<KeyUses>
}

export interface KeyFacts {
  readonly userName: string
  readonly keys: readonly KeyInfo[]
  readonly readAt: number
}

/** An API key as AppSync lists it, by its name: its id is the key. */
export interface ApiKeyState {
  readonly name: ApiKeyName
  readonly expiresAt: number
  /** The secret, and its version, that it was made for, as its description says. Absent: it says nothing of that. */
  readonly mark?: {readonly secretArn: string; readonly versionId: string}
}

export interface ApiKeyFacts {
  readonly apiId: string
  /** Absent: there is no such API in this account and region. */
  readonly keys?: readonly ApiKeyState[]
  readonly readAt: number
}

/** What takes the credential: named by flag, tag or configuration, else unnamed and every `auth` is unknown. */
export type TargetKind = 'unnamed' | 'none' | 'command' | NamedTarget

/** Kinds of targets that need no command to be asked. */
export type NamedTarget = 'iam-key' | 'appsync-key'

/** Everything the rules read about one secret, gathered once. Times are epoch milliseconds. */
export interface SecretFacts {
  readonly arn: string
  readonly name: string
  readonly now: number
  readonly labels: Fact<LabelFacts>
  /** AWSPENDING on a version that is not AWSCURRENT. */
  readonly pending?: VersionFacts
  readonly current?: VersionFacts
  /** Absent also when AWSPENDING's version holds AWSPREVIOUS. */
  readonly previous?: VersionFacts
  /** AWSPENDING sits on AWSCURRENT. */
  readonly pendingOnCurrent: boolean
  /** All further versions, newest first: without labels, or with labels of users and our own pins only. */
  readonly others: readonly VersionFacts[]
  readonly running: RunningFacts
  readonly events: Fact<EventFacts>
  readonly log: Fact<LogFacts>
  readonly function: Fact<FunctionFacts>
  readonly invokePermission: Fact<InvokePermission>
  /** What the role of the function may do with the secret. Absent: there is no role to ask about. */
  readonly role?: Fact<RoleAccess>
  /** Absent: the labels could not be read, which name the keys. */
  readonly kmsKeys?: readonly SecretKey[]
  readonly keys: Fact<KeyFacts>
  /** Absent: no AppSync API takes the credential. */
  readonly apiKeys?: Fact<ApiKeyFacts>
  readonly rootError?: RootError
  /** Steps this run has sent, oldest first. */
  readonly freshSteps: readonly FreshStep[]
  readonly target: TargetKind
  /** The probe rejected a random value, so that its answers count. */
  readonly targetCheck?: Proof
  /** What the credential is, when the value was read: "password", "key". Absent: credential. */
  readonly credentialNoun?: string
  /** CodeSha256 values of functions that the operator trusts with setSecret and finishSecret. */
  readonly trustedCode: readonly string[]
  /** What a person said for this run: "pending=accepted", "idle". */
  readonly attested: readonly string[]
  /** Repairs of this run that left the secret in the same state; they are not offered again. */
  readonly exhausted: readonly string[]
  /** An earlier run on this machine sent setSecret for the pending version: it is not sent once more. */
  readonly setSecretSentBefore?: {readonly at: number; readonly runId: string}
  readonly environment: EnvironmentFacts
  readonly options: FactOptions
}

/** Who asks, from where, and how far the clocks are apart. */
export interface EnvironmentFacts {
  readonly account: string
  readonly region: string
  readonly callerArn: string
  /** AWS's clock less the machine's, milliseconds; absent: not measured. */
  readonly clockSkewMs?: number
}

export interface FactOptions {
  /** Taken in place of a refusal; absent: refusals stay refusals. */
  readonly choice?: 'finish' | 'discard' | 'restore' | 'resume'
  /** A secret that never rotated is a finding. */
  readonly expectRotation: boolean
  /** Offer to take AWSPENDING off AWSCURRENT. */
  readonly tidy: boolean
  /** A credential may be given up only if unused for so long. */
  readonly unusedForMs: number
  /** How often this secret is to rotate. Absent: nobody wrote it down. */
  readonly wanted?: WantedRotationFacts
}

/** The label that keeps a version from losing its last one; one name per version, so pinning twice changes nothing. */
export function holdLabel(versionId: string): string {
  return `secrot-hold-${versionId}`
}

export function isHoldLabel(label: string): boolean {
  return label.startsWith('secrot-hold-')
}
