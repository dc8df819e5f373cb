/** APIs and their keys: plain data, replaced and never changed in place. Times are virtual epoch milliseconds. */

export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface GraphqlApi extends Place {
  /** Unique over all accounts and regions. */
  readonly id: string
  readonly name: string
  readonly authenticationType: string
  /** What else was said at its creation, as GetGraphqlApi shows it again. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** What a key became at one moment: it ends then, or is `deleted`. */
export interface KeyChange {
  readonly at: number
  readonly to: number | 'deleted'
}

export interface ApiKey {
  /** The key itself, as clients send it. */
  readonly id: string
  readonly apiId: string
  readonly description?: string
  readonly createdAt: number
  /** Oldest first; the endpoint learns of each of them later than AppSync itself. */
  readonly changes: readonly KeyChange[]
  /** Refused by the endpoint although it is there; no request can make it so. */
  readonly blocked?: true
}

/** Ways of authentication that an API takes. */
export function authenticationTypes({authenticationType, settings}: GraphqlApi): readonly string[] {
  const further = (settings['additionalAuthenticationProviders'] ?? []) as readonly {authenticationType?: string}[]
  return [authenticationType, ...further.flatMap(({authenticationType: one}) => one ?? [])]
}
