/** What the credential is for, as the user declares it. */
export type DeclaredTarget = SandboxTarget | DatabaseTarget | HttpsTarget | NoTarget

/** Something that the sandbox stands for. */
export interface SandboxTarget {
  /** `login`: a service that knows a password for each user. */
  readonly kind: 'iam-user' | 'appsync-api' | 'kms-key' | 'login'
  /** Name of the user, the API or the service, alias of the key. Absent: any. */
  readonly name?: string
}

/** The value opens nothing. */
export interface NoTarget {
  readonly kind: 'none'
}

const DATABASE_KINDS = ['postgres', 'mysql'] as const

/** Whether a target is a database server. */
export function isDatabase(kind: string | undefined): kind is DatabaseTarget['kind'] {
  return DATABASE_KINDS.some(known => known === kind)
}

/** A disposable database server that the user runs. */
export interface DatabaseTarget {
  readonly kind: (typeof DATABASE_KINDS)[number]
  readonly host: string
  readonly port: number
  /** Absent: that of the login. */
  readonly database?: string
  /** Accounts that rotations may change, and that are reset between cells. */
  readonly users: readonly string[]
  /**
   * An account of the function's own that may change the others, for functions that alternate users; it is reset as they
   * are, and its login is in a secret. Absent: none.
   */
  readonly master?: string
  /** With what accounts are reset. */
  readonly admin: AdminLogin
}

/** `file`: path of a JSON object with `user` and `password`. `environment`: the PG* or MYSQL* variables. */
export type AdminLogin =
  | {readonly from: 'file'; readonly path: string}
  | {readonly from: 'environment'; readonly user: string}

/** A disposable HTTPS endpoint that the user runs. */
export interface HttpsTarget {
  readonly kind: 'https'
  readonly url: string
  /** A request that tells whether a value is accepted. */
  readonly check: HttpsRequest & {readonly accepts: readonly number[]}
  /** A request that puts the endpoint back between cells. Absent: it needs none. */
  readonly reset?: HttpsRequest
}

export interface HttpsRequest {
  readonly method: string
  /** Below the URL. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}
