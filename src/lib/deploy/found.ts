import type {FunctionNetwork} from './deployment.ts'
import type {SecretDescription} from '../rotation/secret.ts'

/** What exists already of a deployment. Absent members do not exist. */
export interface Found {
  /** By name. */
  readonly secrets: ReadonlyMap<string, SecretDescription>
  readonly logGroup?: {readonly retentionDays?: number}
  readonly role?: {
    /** The policy that `deploy` writes, as JSON. Absent: it has none of that name. */
    readonly policy?: string
  }
  readonly function?: FoundFunction
  /** Names of secrets for which Secrets Manager may invoke the function. */
  readonly permitted: ReadonlySet<string>
  /** Of the function's policy. Absent: it has none. */
  readonly policyRevision?: string
  /** ARNs of the secrets that the policy of the function names. Absent: none. */
  readonly sourceArns?: readonly string[]
  /** Ids of the statements of the function for secrets that are gone for good. Absent: none. */
  readonly forgotten?: readonly string[]
  /** Addresses that mails are from and that SES does not know. Absent: none. */
  readonly unknownSenders?: readonly string[]
  /** What of the endpoint that is made with it. */
  readonly endpoint?: FoundEndpoint
}

/** Absent members do not exist. */
export interface FoundEndpoint {
  readonly groupId?: string
  /** Whether that group lets the function's in. */
  readonly open: boolean
  readonly endpointId?: string
  readonly available: boolean
}

export interface FoundFunction {
  readonly codeSha256: string
  readonly runtime: string
  readonly handler: string
  readonly roleArn: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  /** Values may be secrets: never printed. */
  readonly variables: Readonly<Record<string, string>>
  /** Absent: it stands in no network of the account. */
  readonly network?: FunctionNetwork
}
