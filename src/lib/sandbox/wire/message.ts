/** One HTTP request as it came, whole. */
export interface WireRequest {
  readonly method: string
  /** As on the wire: percent-encoded, without the query. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  readonly sourceIp: string
  /** Calls the listener once the connection is gone. Absent: there is none. */
  readonly whenGone?: (listener: () => void) => void
}

export interface WireAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What goes back: an answer, or a connection that is cut without one. */
export type WireOutcome = WireAnswer | {readonly kind: 'cut'; readonly tookEffect: boolean}
