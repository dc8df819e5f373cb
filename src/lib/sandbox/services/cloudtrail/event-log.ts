/** The events of one account and region: a shelf per event name, so that a look-up by name touches no other event. */
import {addRow, canFollow, copyOf, newChunk, type Chunk, type Row} from './chunk.ts'
import {NestedMap} from './nested-map.ts'

export interface ShelfName {
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  readonly kind: 'api' | 'service'
}

export interface Shelf extends ShelfName {
  readonly chunks: Chunk[]
}

/** CloudTrail's event history reaches back this far. */
export const historyMs = 90 * 86_400_000

export class EventLog {
  /** By source, then name: services share names such as TagResource. */
  readonly #shelves = new NestedMap<Shelf>()

  shelves(): readonly Shelf[] {
    return this.#shelves.values()
  }

  add(name: ShelfName, row: Row): void {
    const shelf = this.#shelf(name)
    let chunk = shelf.chunks.at(-1)
    if (chunk === undefined || !canFollow(chunk, row.at)) {
      dropForgotten(shelf.chunks, row.at)
      chunk = newChunk()
      shelf.chunks.push(chunk)
    }
    addRow(chunk, row)
  }

  /** Adds a chunk of events that happened earlier; its rows must be in the order of time. */
  addChunk(name: ShelfName, chunk: Chunk): void {
    const {chunks} = this.#shelf(name)
    // Before the last one, so that events to come still find the chunk they were filling.
    chunks.splice(Math.max(chunks.length - 1, 0), 0, chunk)
  }

  snapshot(): readonly Shelf[] {
    return this.#shelves.values().map(shelf => ({...shelf, chunks: shelf.chunks.map(copyOf)}))
  }

  static restored(snapshot: readonly Shelf[]): EventLog {
    const log = new EventLog()
    for (const shelf of snapshot) log.#shelf(shelf).chunks.push(...shelf.chunks.map(copyOf))
    return log
  }

  #shelf(name: ShelfName): Shelf {
    const {eventSource, eventName, readOnly, kind} = name
    return this.#shelves.getOrMake(eventSource, eventName, () => ({eventSource, eventName, readOnly, kind, chunks: []}))
  }
}

/** Chunks whose newest event nobody can look up any more. */
function dropForgotten(chunks: Chunk[], now: number): void {
  const first = chunks[0]
  if (first === undefined || first.length === 0) return
  if ((first.at[first.length - 1] ?? 0) < now - historyMs) chunks.shift()
}
