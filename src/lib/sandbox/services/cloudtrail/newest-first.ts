/** Walks events of several shelves from the newest to the oldest. */
import type {Chunk, Row} from './chunk.ts'
import type {Shelf} from './event-log.ts'

/** A place in the order of events: time, then number. */
export interface Position {
  readonly at: number
  readonly sequence: number
}

interface Cursor {
  readonly shelf: Shelf
  readonly chunk: Chunk
  index: number
}

export interface Found {
  readonly shelf: Shelf
  readonly row: Row
}

/**
 * Yields the rows that `wanted` accepts, newest first, from just before `before` down to `notBefore` (epoch ms).
 * `wanted` sees columns only, so that a scan over a million events makes no objects.
 */
export function* newestFirst(
  shelves: readonly Shelf[],
  bounds: {readonly before: Position; readonly notBefore: number},
  wanted: (chunk: Chunk, index: number, shelf: Shelf) => boolean,
): Generator<Found> {
  const cursors = shelves.flatMap(shelf => shelf.chunks.map(chunk => cursorAt(shelf, chunk, bounds.before)))
  const heap = new CursorHeap(cursors.filter(cursor => cursor.index >= 0))
  for (;;) {
    const cursor = heap.top()
    if (cursor === undefined) return
    const {shelf, chunk, index} = cursor
    if ((chunk.at[index] ?? 0) < bounds.notBefore) return
    if (wanted(chunk, index, shelf)) yield {shelf, row: rowAt(chunk, index)}
    cursor.index--
    heap.topMoved()
  }
}

export function rowAt(chunk: Chunk, index: number): Row {
  return {
    at: chunk.at[index] ?? 0,
    seenAt: chunk.seenAt[index] ?? 0,
    sequence: chunk.sequence[index] ?? 0,
    actor: chunk.actor[index] ?? 0,
    subject: chunk.subject[index] ?? 0,
    details: chunk.details[index],
  }
}

/** The last row of a chunk before a position, by halving. */
function cursorAt(shelf: Shelf, chunk: Chunk, before: Position): Cursor {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(chunk, middle, before) < 0) low = middle + 1
    else high = middle
  }
  return {shelf, chunk, index: low - 1}
}

function compare(chunk: Chunk, index: number, position: Position): number {
  const at = (chunk.at[index] ?? 0) - position.at
  return at === 0 ? (chunk.sequence[index] ?? 0) - position.sequence : at
}

/** Cursors with the newest event on top. */
class CursorHeap {
  readonly #cursors: Cursor[]

  constructor(cursors: Cursor[]) {
    this.#cursors = cursors
    for (let parent = (cursors.length >>> 1) - 1; parent >= 0; parent--) this.#sink(parent)
  }

  top(): Cursor | undefined {
    return this.#cursors[0]
  }

  /** Puts the top where it belongs now, or away when it is used up. */
  topMoved(): void {
    const top = this.#cursors[0]
    if (top === undefined) return
    if (top.index < 0) {
      const last = this.#cursors.pop()
      if (last === undefined || last === top) return
      this.#cursors[0] = last
    }
    this.#sink(0)
  }

  #sink(from: number): void {
    const cursors = this.#cursors
    for (let parent = from; ;) {
      let newest = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (this.#isNewer(child, newest)) newest = child
      if (newest === parent) return
      const moved = cursors[parent]
      const child = cursors[newest]
      if (moved === undefined || child === undefined) return
      cursors[parent] = child
      cursors[newest] = moved
      parent = newest
    }
  }

  #isNewer(one: number, other: number): boolean {
    const a = this.#cursors[one]
    const b = this.#cursors[other]
    if (a === undefined || b === undefined) return false
    return compare(a.chunk, a.index, {at: b.chunk.at[b.index] ?? 0, sequence: b.chunk.sequence[b.index] ?? 0}) > 0
  }
}
