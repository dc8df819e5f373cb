/** Topics, subscriptions and messages: plain data, replaced and never changed in place. Times are virtual epoch milliseconds. */

export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface Topic extends Place {
  readonly arn: string
  readonly displayName: string
  /** The text as it was given. */
  readonly policy: string
  readonly tags: readonly {readonly Key: string; readonly Value: string}[]
  /** Subscriptions that were ended. */
  readonly unsubscribed: number
}

export interface Subscription {
  readonly arn: string
  readonly topicArn: string
  /** Account of who subscribed. */
  readonly owner: string
  readonly protocol: string
  readonly endpoint: string
  readonly subscribedAt: number
  /** What the mail to the endpoint holds, for ConfirmSubscription; absent once it is confirmed. */
  readonly token?: string
}

/** A message that a topic took. */
export interface Published {
  readonly topicArn: string
  readonly subject?: string
  /** As it was given, also where it is JSON with a text for each protocol. */
  readonly message: string
  readonly at: number
  readonly messageId: string
}

/** A mail by which SNS asks an address whether it wants to be subscribed. */
export interface Confirmation {
  readonly topicArn: string
  readonly endpoint: string
  readonly token: string
}
