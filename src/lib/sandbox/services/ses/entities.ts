/** Identities and mails: plain data, replaced and never changed in place. Times are virtual epoch milliseconds. */

export interface Place {
  readonly accountId: string
  readonly region: string
}

/** A mail address or a domain that somebody wants to send from. */
export interface Identity extends Place {
  readonly name: string
  readonly verified: boolean
  /** What the owner of a domain puts into its DNS. */
  readonly token: string
}

/** What a client hands over, before anything is checked. */
export interface Mail {
  readonly from: string
  /** Whom else SES asks about: a `Source` beside the From of a raw message. Absent: nobody. */
  readonly sender?: string
  /** All recipients, those of copies and blind copies included. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text?: string
  readonly html?: string
}

/** A mail that SES took. */
export interface SentMail extends Omit<Mail, 'sender'> {
  readonly at: number
  readonly messageId: string
}

export interface StoredMail extends SentMail, Place {}
