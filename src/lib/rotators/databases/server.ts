/** Who logs in where, as a value tells it. */
export interface Login {
  /** Of which value, for sentences: `AWSCURRENT`. */
  readonly of: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** undefined: none is opened. */
  readonly database: string | undefined
  /** `offered`: where the server has it. */
  readonly tls: 'required' | 'offered' | 'off'
}

/** Whom to trust with a password. `ca`: certificates of authorities, as PEM. */
export interface Trust {
  readonly ca: readonly string[]
}

/** How a connection is made. */
export interface Opening {
  /** undefined: without TLS. */
  readonly tls: Trust | undefined
  /** Of the login, and of each statement after it. */
  readonly timeoutMs: number
}

/** One connection of somebody who was let in. What it throws is a ServerFailed. */
export interface Session {
  /** Gives the user who is logged in another password. */
  replacePassword(password: string): Promise<void>
  /** Gives a user this password, last of all. Where there is none, makes one that may do what `like` may. */
  setLogin(user: string, password: string, like: string): Promise<void>
  /** Never throws, and leaves nothing open. */
  close(): Promise<void>
}

/** What one kind of database server has of its own. */
export interface DatabaseKind {
  /** For people: `PostgreSQL`. */
  readonly name: string
  /** What `engine` of a secret may say. */
  readonly engines: readonly string[]
  readonly usualPort: number
  /** Database of a secret that names none. undefined: a login does without. */
  readonly usualDatabase: string | undefined
  /** Most bytes of a user's name; a longer one would be cut or refused. */
  readonly longestUser: number
  /** undefined: the server does not take this password of this user. Throws a ServerFailed, and NoTls. */
  open(login: Login, opening: Opening): Promise<Session | undefined>
}
