import {ServiceError, type Call, type Snapshotable, type World} from '../../kernel.ts'

/** LookupEvents allows two requests a second per account and region: aws-behaviour.md section 16. */
const requestsPerSecond = 2

/** Refuses look-ups above the rate while the switch is on; virtual time counts. */
export class LookupRate implements Snapshotable {
  readonly #world: World
  #recent = new Map<string, readonly number[]>()

  constructor(world: World) {
    this.#world = world
  }

  /** Counts one look-up. Throws ThrottlingException; a refused one does not count. */
  count({accountId, region}: Call): void {
    if (!this.#world.switches.trailThrottle) return
    const now = this.#world.clock.now()
    const place = `${accountId} ${region}`
    const recent = (this.#recent.get(place) ?? []).filter(at => at > now - 1000 && at <= now)
    if (recent.length >= requestsPerSecond) throw new ServiceError('ThrottlingException', 'Rate exceeded')
    this.#recent.set(place, [...recent, now])
  }

  snapshot(): ReadonlyMap<string, readonly number[]> {
    return new Map(this.#recent)
  }

  restore(snapshot: unknown): void {
    this.#recent = new Map(snapshot as ReturnType<LookupRate['snapshot']>)
  }
}
