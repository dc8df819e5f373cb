import type {LoggingSettings} from '../../runtime/function.ts'

/** Code and configuration of one version. Replaced as a whole, never changed. */
export interface FunctionVersion {
  /** `$LATEST` or a number. */
  readonly version: string
  readonly settings: FunctionSettings
  readonly code: Uint8Array
  /** Base64. */
  readonly codeSha256: string
  readonly lastModifiedAt: number
  /** Changes with anything that Lambda counts as a change, permissions included. */
  readonly revisionId: string
  /** Changes with code and configuration only: warm workers of another one are let go. */
  readonly deploymentId: string
  /** A creation or an update that takes effect in a while; until then Lambda says so. */
  readonly settling: Settling
}

export interface Settling {
  readonly of: 'creation' | 'update'
  /** Virtual time. */
  readonly until: number
  /** Lambda counts the end of it as a change too, so meanwhile there is another revision id. */
  readonly revisionId: string
}

/** What CreateFunction and UpdateFunctionConfiguration set. */
export interface FunctionSettings {
  readonly runtime: string
  readonly handler: string
  readonly role: string
  readonly description: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly ephemeralStorageMb: number
  readonly architecture: string
  readonly variables: Readonly<Record<string, string>> | undefined
  readonly layers: readonly string[]
  readonly kmsKeyArn: string | undefined
  readonly deadLetterTargetArn: string | undefined
  readonly tracingMode: string
  readonly vpc: {readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[]} | undefined
  readonly logging: LoggingSettings
}

export interface Alias {
  readonly name: string
  readonly functionVersion: string
  readonly description: string
  readonly revisionId: string
}

/** One statement as AddPermission made it. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: string | Readonly<Record<string, string>>
  readonly Action: string
  readonly Resource: string
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface FunctionEntity {
  /** Without qualifier. */
  readonly arn: string
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly latest: FunctionVersion
  /** Published ones by number, oldest first. */
  readonly published: ReadonlyMap<string, FunctionVersion>
  readonly nextVersion: number
  readonly aliases: ReadonlyMap<string, Alias>
  /** Statements by qualifier; those of the function itself under ''. Publishing copies none. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>
  /** Virtual time of each AddPermission, by qualifier and statement id: Secrets Manager may learn of it later. */
  readonly grantedAt: ReadonlyMap<string, number>
  /** Absent: the function takes part in what the account has. */
  readonly reservedConcurrency: number | undefined
  readonly tags: Readonly<Record<string, string>>
}
