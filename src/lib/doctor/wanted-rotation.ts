/** How often a secret is to rotate, and how old its value may be. */
export interface WantedRotationFacts {
  readonly rotateEvery: Period
  /** Absent: any age. */
  readonly valueAge?: Period
}

/** A time as it was written (`30d`, `12h`), and its milliseconds. */
export interface Period {
  readonly text: string
  readonly ms: number
}
