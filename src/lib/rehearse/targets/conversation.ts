/** What a relay learns from what a server answered. */
export type Turn =
  /** The login was taken, or refused. */
  | 'let-in'
  | 'refused'
  /** A statement has been answered, whatever the answer is. */
  | 'statement'
  /** The rest cannot be read: it is encrypted. */
  | 'opaque'

/** One connection between a function and a server, overheard. */
export interface Conversation {
  /** Who speaks first. */
  readonly opens: 'client' | 'server'
  asked(bytes: Buffer): void
  /** The last thing that these bytes complete; undefined: nothing. */
  answered(bytes: Buffer): Turn | undefined
  /** What a server that refuses says, by the HTTP status for it. Empty: it only hangs up. */
  refusal(status: number): Buffer
}
