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
}
