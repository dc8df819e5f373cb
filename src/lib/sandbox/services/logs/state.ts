import type {World} from '../../kernel.ts'
import type {LogEvent, LogGroup, LogGroupFacts, LogStream} from './entities.ts'
import {appended, linesOf, NO_LINES} from './entities.ts'
import {alreadyExists, noSuchGroup, noSuchStream} from './errors.ts'

const DAY_MS = 86_400_000

/** Where a log group is: the account and region of the call. */
export interface Place {
  readonly accountId: string
  readonly region: string
}

/** All log groups of all accounts and regions. */
export class LogsState {
  readonly #world: World
  #groups = new Map<string, LogGroup>()
  #sequence = 0

  constructor(world: World) {
    this.#world = world
  }

  find(place: Place, name: string): LogGroup | undefined {
    return this.#groups.get(keyOf(place, name))
  }

  need(place: Place, name: string): LogGroup {
    const group = this.find(place, name)
    if (group === undefined) throw noSuchGroup()
    return group
  }

  needStream(place: Place, group: string, name: string): LogStream {
    const stream = this.need(place, group).streams.get(name)
    if (stream === undefined) throw noSuchStream()
    return stream
  }

  /** By name, as AWS lists them. */
  list(place: Place): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter(({facts}) => facts.accountId === place.accountId && facts.region === place.region)
      .sort((one, other) => (one.facts.name < other.facts.name ? -1 : 1))
  }

  addGroup(place: Place, name: string, tags: Readonly<Record<string, string>> = {}): LogGroup {
    if (this.find(place, name) !== undefined) throw alreadyExists('group')
    const createdAt = this.#world.clock.now()
    return this.#put({
      facts: {accountId: place.accountId, region: place.region, name, createdAt, retentionDays: undefined, tags},
      streams: new Map(),
    })
  }

  addStream(group: LogGroup, name: string): LogStream {
    if (group.streams.has(name)) throw alreadyExists('stream')
    const stream: LogStream = {name, createdAt: this.#world.clock.now(), lines: NO_LINES}
    group.streams.set(name, stream)
    return stream
  }

  removeGroup(place: Place, name: string): void {
    this.need(place, name)
    this.#groups.delete(keyOf(place, name))
  }

  setRetention(place: Place, name: string, retentionDays: number | undefined): void {
    const {facts, streams} = this.need(place, name)
    // What the former retention ended is gone, whatever the new one says.
    const keptSince = this.#keptSince(facts)
    const kept = [...streams.values()].map(stream => {
      const list = linesOf(stream).filter(({at}) => at >= keptSince)
      return [stream.name, {...stream, lines: {list, count: list.length}}] as const
    })
    this.#put({facts: {...facts, retentionDays}, streams: new Map(kept)})
  }

  append(group: LogGroup, name: string, lines: readonly {at: number; message: string}[]): void {
    const stream = group.streams.get(name)
    if (stream === undefined) throw noSuchStream()
    const ingestedAt = this.#world.clock.now()
    const events = lines.map(({at, message}) => ({at, message, ingestedAt, sequence: ++this.#sequence}))
    group.streams.set(name, {...stream, lines: appended(stream.lines, events)})
  }

  /** The lines of a stream that can be read now, in order of time: not those on their way, nor those past retention. */
  readable({facts}: {readonly facts: LogGroupFacts}, stream: LogStream): LogEvent[] {
    const takenInBy = this.#world.clock.now() - this.#world.switches.logDelayMs
    const keptSince = this.#keptSince(facts)
    return linesOf(stream)
      .filter(event => event.ingestedAt <= takenInBy && event.at >= keptSince)
      .sort(inOrder)
  }

  snapshot(): unknown {
    const groups = new Map(
      [...this.#groups].map(([key, {facts, streams}]) => [key, {facts, streams: new Map(streams)}]),
    )
    return {groups, sequence: this.#sequence}
  }

  restore(snapshot: unknown): void {
    const saved = snapshot as {groups: Map<string, LogGroup>; sequence: number}
    this.#groups = new Map(
      [...saved.groups].map(([key, {facts, streams}]) => [key, {facts, streams: new Map(streams)}]),
    )
    this.#sequence = saved.sequence
  }

  #keptSince({retentionDays}: LogGroupFacts): number {
    return retentionDays === undefined ? 0 : this.#world.clock.now() - retentionDays * DAY_MS
  }

  #put(group: LogGroup): LogGroup {
    this.#groups.set(keyOf(group.facts, group.facts.name), group)
    return group
  }
}

/** Order of events: by time, then as they came. */
export function inOrder(one: LogEvent, other: LogEvent): number {
  return one.at - other.at || one.sequence - other.sequence
}

function keyOf({accountId, region}: Place, name: string): string {
  return `${accountId}/${region}/${name}`
}
