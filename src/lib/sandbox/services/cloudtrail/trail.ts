/** What happened, by account and region: written on every request, so it keeps columns and makes records on look-up. */
import type {Snapshotable, TrailWriter, World} from '../../kernel.ts'
import {Actors} from './actors.ts'
import type {Details} from './chunk.ts'
import {detailsOf} from './details.ts'
import {fractionOf, idOf} from './event-ids.ts'
import {EventLog, type Shelf, type ShelfName} from './event-log.ts'
import {NestedMap} from './nested-map.ts'
import {foreignOwner, Subjects} from './resources.ts'
import {sendToBus} from './to-bus.ts'
import {TrailList} from './trail-list.ts'
import {chunksOfReads, placeOf, type SeededReads} from './seed-reads.ts'

type ApiEvent = Parameters<TrailWriter['api']>[0]
type ServiceEvent = Parameters<TrailWriter['service']>[0]

/** Their events are delivered to one region, whatever region the request was signed for. */
const globalSources = new Set(['iam.amazonaws.com', 'sts.amazonaws.com'])
const globalRegion = 'us-east-1'

/** Actor of a service event: it has neither user nor key. */
export const nobody = 0xff_ff_ff_ff

interface TrailSnapshot {
  readonly idKey: number
  readonly sequence: number
  readonly lost: readonly string[]
  readonly trails?: unknown
  readonly logs: readonly {readonly accountId: string; readonly region: string; readonly shelves: readonly Shelf[]}[]
  readonly actors: ReturnType<Actors['snapshot']>
  readonly subjects: ReturnType<Subjects['snapshot']>
}

export class Trail implements TrailWriter, Snapshotable {
  readonly actors = new Actors()
  readonly subjects = new Subjects()
  /** Trails proper: who has one gets its events on the bus. */
  readonly list = new TrailList()
  readonly #world: World
  #logs = new NestedMap<EventLog>()
  #sequence = 0
  #idKey: number
  /** ARNs of secrets whose events are not delivered. */
  #lost: ReadonlySet<string> = new Set()

  constructor(world: World) {
    this.#world = world
    this.#idKey = Math.floor(world.random() * 2 ** 32)
  }

  get idKey(): number {
    return this.#idKey
  }

  shelves(accountId: string, region: string): readonly Shelf[] {
    return this.#logs.get(accountId, region)?.shelves() ?? []
  }

  api(event: ApiEvent): void {
    const {call, eventSource, readOnly, resources} = event
    if (this.#isLost(event)) return
    const name: ShelfName = {eventSource, eventName: call.operation, readOnly, kind: 'api'}
    const region = globalSources.has(eventSource) ? globalRegion : call.region
    const facts = {actor: this.actors.numberOf(call), subject: this.subjects.numberOf(resources)}
    const owner = event.errorCode === 'AccessDenied' ? undefined : foreignOwner(event)
    if (owner === undefined) return void this.#add(call.accountId, region, name, {...facts, details: detailsOf(event)})
    const sharedId = idOf(this.#sequence, this.#idKey ^ 0x5a_5a_5a_5a)
    const copyOf = this.#add(call.accountId, region, name, {...facts, details: detailsOf(event, {sharedId})})
    // The owner of a resource sees who used it from another account, with less about the caller.
    this.#add(owner, region, name, {...facts, details: detailsOf(event, {sharedId, copyOf})})
  }

  service(event: ServiceEvent): void {
    const {accountId, region, eventName, requestId, secretArn, errorMessage} = event
    if (this.#lost.has(secretArn)) return
    const name: ShelfName = {
      eventSource: 'secretsmanager.amazonaws.com',
      eventName,
      readOnly: false,
      kind: 'service',
    }
    const more = {
      responseElements: null,
      ...(errorMessage === undefined ? {} : {errorMessage}),
      ...(event.serviceEventDetails === undefined
        ? {additionalEventData: {SecretId: secretArn, ...event.additionalEventData}}
        : {serviceEventDetails: event.serviceEventDetails}),
    }
    const details = {requestId, requestParameters: null, more}
    this.#add(accountId, region, name, {actor: nobody, subject: 0, details})
  }

  loseEventsOf(secretArn: string): void {
    this.#lost = new Set([...this.#lost, secretArn])
  }

  /** Puts reads of the past into the trail, for tests of readers that must not page through them. */
  seedReads(reads: SeededReads): void {
    const {accountId, region} = placeOf(reads)
    const log = this.#log(accountId, region)
    for (const chunk of chunksOfReads(reads, this.#sequence, this.actors, this.subjects)) {
      log.addChunk(
        {
          eventSource: 'secretsmanager.amazonaws.com',
          eventName: 'GetSecretValue',
          readOnly: true,
          kind: 'api',
        },
        chunk,
      )
    }
    this.#sequence += reads.count
  }

  snapshot(): TrailSnapshot {
    return {
      idKey: this.#idKey,
      sequence: this.#sequence,
      lost: [...this.#lost],
      trails: this.list.snapshot(),
      logs: this.#logs
        .entries()
        .map(({outer, inner, value}) => ({accountId: outer, region: inner, shelves: value.snapshot()})),
      actors: this.actors.snapshot(),
      subjects: this.subjects.snapshot(),
    }
  }

  restore(snapshot: unknown): void {
    const {idKey, sequence, lost, trails, logs, actors, subjects} = snapshot as TrailSnapshot
    this.#idKey = idKey
    this.#sequence = sequence
    this.#lost = new Set(lost)
    this.list.restore(trails)
    this.#logs = new NestedMap()
    for (const {accountId, region, shelves} of logs) {
      this.#logs.getOrMake(accountId, region, () => EventLog.restored(shelves))
    }
    this.actors.restore(actors)
    this.subjects.restore(subjects)
  }

  #isLost({call, responseElements}: ApiEvent): boolean {
    if (this.#lost.size === 0) return false
    const answered = (responseElements as {arn?: unknown} | null)?.arn
    return [call.input['SecretId'], answered].some(arn => typeof arn === 'string' && this.#lost.has(arn))
  }

  #add(
    accountId: string,
    region: string,
    name: ShelfName,
    facts: {readonly actor: number; readonly subject: number; readonly details: Details},
  ): number {
    const {clock, switches} = this.#world
    const sequence = this.#sequence++
    const at = clock.now()
    const jitterMs = switches.trailJitterMs === 0 ? 0 : switches.trailJitterMs * fractionOf(sequence, this.#idKey)
    const seenAt = at + switches.trailDelayMs + jitterMs
    const row = {at, seenAt, sequence, ...facts}
    this.#log(accountId, region).add(name, row)
    sendToBus(this.#world, this, {accountId, region, name, row})
    return sequence
  }

  #log(accountId: string, region: string): EventLog {
    return this.#logs.getOrMake(accountId, region, newLog)
  }
}

const newLog = (): EventLog => new EventLog()
