/** What a relay learns from what a server answered. */
export type Turn =
  /** The login was taken, or refused. */
  | 'let-in'
  | 'refused'
  /** A statement has been answered, whatever the answer is. */
  | 'statement'
  /** The rest cannot be read: it is encrypted, or nobody here knows the protocol. */
  | 'opaque'

/** One connection between a function and a server, overheard. */
export interface Conversation {
  asked(bytes: Buffer): void
  /** The last thing that these bytes complete; undefined: nothing. */
  answered(bytes: Buffer): Turn | undefined
  /** What a server that refuses says, by the HTTP status for it. Empty: it only hangs up. */
  refusal(status: number): Buffer
}

/** Of a protocol that nobody here reads: the server's first words end the waiting. */
export function unreadConversation(): Conversation {
  let greeted = false
  return {
    asked() {},
    answered() {
      const turn = greeted ? undefined : 'opaque'
      greeted = true
      return turn
    },
    refusal: () => Buffer.alloc(0),
  }
}
