/** Columns of events of one name. A million reads fit into tens of megabytes, which objects would not. */

/** What an event has beside its columns; seeded reads have nothing. */
export interface Details {
  readonly requestId: string
  readonly requestParameters: unknown
  /** Absent for a successful read. */
  readonly more?: {
    readonly responseElements: unknown
    readonly errorCode?: string
    readonly errorMessage?: string
    readonly additionalEventData?: Readonly<Record<string, unknown>>
    readonly serviceEventDetails?: Readonly<Record<string, unknown>>
    /** Number of the event in the caller's account, where this is the copy of the resource's owner. */
    readonly copyOf?: number
    /** Set on both copies. */
    readonly sharedId?: string
  }
}

/** Rows below `length` never change. A plain object, so that a snapshot of it can be serialized. */
export interface Chunk {
  length: number
  at: Float64Array
  /** When the event can be looked up. */
  seenAt: Float64Array
  sequence: Uint32Array
  actor: Uint32Array
  subject: Uint32Array
  readonly details: (Details | undefined)[]
}

export interface Row {
  readonly at: number
  readonly seenAt: number
  readonly sequence: number
  /** Index of the interned actor. */
  readonly actor: number
  /** Index of the interned list of resources. */
  readonly subject: number
  readonly details: Details | undefined
}

const smallest = 16
export const largestChunk = 4096

export function newChunk(capacity = smallest): Chunk {
  return {
    length: 0,
    at: new Float64Array(capacity),
    seenAt: new Float64Array(capacity),
    sequence: new Uint32Array(capacity),
    actor: new Uint32Array(capacity),
    subject: new Uint32Array(capacity),
    details: [],
  }
}

/** Whether a row of this time can follow: chunks are in the order of time. */
export function canFollow(chunk: Chunk, at: number): boolean {
  if (isFull(chunk)) return false
  return chunk.length === 0 || (chunk.at[chunk.length - 1] ?? 0) <= at
}

export function addRow(chunk: Chunk, row: Row): void {
  const index = chunk.length
  if (index === chunk.at.length) grow(chunk)
  chunk.at[index] = row.at
  chunk.seenAt[index] = row.seenAt
  chunk.sequence[index] = row.sequence
  chunk.actor[index] = row.actor
  chunk.subject[index] = row.subject
  if (row.details !== undefined) chunk.details[index] = row.details
  chunk.length++
}

/** Larger arrays take the place of the old ones, which a snapshot may still hold. */
function grow(chunk: Chunk): void {
  const wider = newChunk(Math.max(chunk.length * 2, smallest))
  wider.at.set(chunk.at)
  wider.seenAt.set(chunk.seenAt)
  wider.sequence.set(chunk.sequence)
  wider.actor.set(chunk.actor)
  wider.subject.set(chunk.subject)
  const {at, seenAt, sequence, actor, subject} = wider
  Object.assign(chunk, {at, seenAt, sequence, actor, subject})
}

/**
 * A chunk with the same rows that stays as it is while the other grows. The columns are shared and exactly as long as
 * the rows, so that whichever of the two takes a further row gets columns of its own first.
 */
export function copyOf(chunk: Chunk): Chunk {
  if (isFull(chunk)) return chunk
  const {length} = chunk
  return {
    length,
    at: chunk.at.subarray(0, length),
    seenAt: chunk.seenAt.subarray(0, length),
    sequence: chunk.sequence.subarray(0, length),
    actor: chunk.actor.subarray(0, length),
    subject: chunk.subject.subarray(0, length),
    details: chunk.details.slice(0, length),
  }
}

/** A full chunk never changes again. */
function isFull({length}: Chunk): boolean {
  return length >= largestChunk
}
