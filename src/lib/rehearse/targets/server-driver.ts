/** An account of a server, as its administrator sees it. */
export interface ServerAccount {
  readonly user: string
  readonly active: boolean
  /** Everything about it, its password in the server's own form; two that differ are two states. */
  readonly state: string
  /** Whether this is its password; undefined: the administrator may not see that. */
  isPassword(password: string): boolean | undefined
}

/** A database server, asked with the login of its administrator or with any other. Everything throws where it fails. */
export interface ServerDriver {
  /** Whether a login is let in. */
  lets(user: string, password: string): Promise<boolean>
  /** Sets a password and takes back whatever keeps the account out. */
  reset(user: string, password: string): Promise<void>
  /** Keeps an account out, or lets it in again, whatever its password is. */
  lock(user: string, locked: boolean): Promise<void>
  /** Of these names those that exist, in this order. */
  accounts(users: readonly string[]): Promise<readonly ServerAccount[]>
  close(): Promise<void>
}
