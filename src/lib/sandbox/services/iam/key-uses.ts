/** When and where keys were last used, and when that becomes known: AWS's figure lags by hours. */
import type {Snapshotable} from '../../kernel.ts'
import type {KeyUse} from './entities.ts'

export class KeyUses implements Snapshotable {
  /** Oldest first: the newest use that is known, and those that are not known yet. */
  #uses = new Map<string, readonly KeyUse[]>()

  /** `id` is an access key id or a role's ARN. Uses within the same second, service and region count once. */
  note(id: string, use: KeyUse, lagMs: number): void {
    const uses = this.#uses.get(id)
    const last = uses?.at(-1)
    if (last !== undefined && sameSecond(last, use)) return
    const known = uses?.findLastIndex(({at}) => at <= use.at - lagMs) ?? -1
    this.#uses.set(id, uses === undefined || lagMs === 0 ? [use] : [...uses.slice(Math.max(known, 0)), use])
  }

  /** The newest use that is known after the lag; undefined: none. */
  lastKnown(id: string, now: number, lagMs: number): KeyUse | undefined {
    return this.#uses.get(id)?.findLast(({at}) => at <= now - lagMs)
  }

  snapshot(): unknown {
    return new Map(this.#uses)
  }

  restore(snapshot: unknown): void {
    this.#uses = new Map(snapshot as Map<string, readonly KeyUse[]>)
  }
}

function sameSecond(a: KeyUse, b: KeyUse): boolean {
  return a.service === b.service && a.region === b.region && Math.floor(a.at / 1000) === Math.floor(b.at / 1000)
}
