import type {CallRecord, CallRecordEntry, SandboxClock} from './kernel.ts'

/** The ordered record of one sandbox. Entries are frozen by convention: nobody changes one after it was added. */
export class OrderedRecord implements CallRecord {
  readonly #clock: SandboxClock
  readonly #onAdd: (entry: CallRecordEntry) => void
  #entries: CallRecordEntry[] = []
  #nextSequence = 1

  /** `onAdd` is told of each entry: whatever changes in a sandbox is in the record. */
  constructor(clock: SandboxClock, onAdd: (entry: CallRecordEntry) => void = () => {}) {
    this.#clock = clock
    this.#onAdd = onAdd
  }

  add(entry: Omit<CallRecordEntry, 'sequence' | 'at'>): CallRecordEntry {
    const added: CallRecordEntry = {sequence: this.#nextSequence++, at: this.#clock.now(), ...entry}
    this.#entries.push(added)
    this.#onAdd(added)
    return added
  }

  entries(): readonly CallRecordEntry[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }

  /** `last`: only so many of the newest entries. Absent: all. */
  snapshot(last?: number): {entries: readonly CallRecordEntry[]; nextSequence: number} {
    const entries = last === undefined ? this.#entries.slice() : this.#entries.slice(-last)
    return {entries, nextSequence: this.#nextSequence}
  }

  restore(snapshot: unknown): void {
    const saved = snapshot as ReturnType<OrderedRecord['snapshot']>
    this.#entries = [...saved.entries]
    this.#nextSequence = saved.nextSequence
  }
}
