import {createHash} from 'node:crypto'

import {OrderedRecord} from './call-record.ts'
import {VirtualClock, type ClockOptions} from './clock.ts'
import {installServices, type Installation} from './installation.ts'
import {ReplyHolds} from './held-replies.ts'
import {OutsideAnswers} from './outside-work.ts'
import type {BehaviourSwitches, CallRecordEntry, Pause, Service, World} from './kernel.ts'
import {ObjectStore} from './objects.ts'
import {RandomStream} from './random.ts'
import type {ProcessTime} from './runtime/process-options.ts'
import {SwitchBoard} from './switches.ts'

export interface WorldOptions {
  readonly seed: number
  readonly clock: ClockOptions
  readonly switches: Partial<BehaviourSwitches>
  /** URL of the API listener; asked late, since the port is known late. */
  readonly url: () => string
  readonly services: ((world: World) => readonly Service[]) | undefined
  /** How processes of functions wait. */
  readonly processTime: ProcessTime
  /** Makes a call for a service; asked late, since what makes calls is there late. */
  readonly perform: World['perform']
  readonly onPause: ((pause: Pause) => void) | undefined
  readonly seedOfFunctions: number | undefined
  readonly ownNetwork: boolean
  readonly allowedHosts: readonly string[]
  /** Told of failures that nobody waits for. */
  readonly onBug: (error: unknown) => void
  /** Told of every line that functions log. */
  readonly onLogLine?: World['onLogLine']
  /** Told of requests that were refused for their credential. */
  readonly onRefusedKey?: World['onRefusedKey']
  /** Told of every entry of the record. */
  readonly onRecord?: (entry: CallRecordEntry) => void
}

/** A world and the parts of it that only the frame touches. */
export interface Assembly {
  readonly world: World
  readonly clock: VirtualClock
  readonly record: OrderedRecord
  readonly switches: SwitchBoard
  readonly objects: ObjectStore
  readonly installation: Installation
  /** Ids of requests have a stream of their own, so that asking more often changes nothing else. */
  readonly requestIds: RandomStream
  readonly draws: RandomStream
  readonly workerDraws: RandomStream
  readonly digestKey: string
}

/** Puts a world together. Services are made last and see each other through getters, so their order does not matter. */
export function assembleWorld(options: WorldOptions): Assembly {
  const clock = new VirtualClock({...options.clock, onFailure: options.onBug})
  const record = new OrderedRecord(clock, options.onRecord)
  const draws = new RandomStream(options.seed, 'world')
  const workerDraws = new RandomStream(options.seed, 'workers')
  const switches = new SwitchBoard(options.switches)
  const objects: ObjectStore = new ObjectStore({
    get identities() {
      return installation.identities
    },
  })
  const world: World = {
    objects,
    clock,
    record,
    get switches() {
      return switches.current
    },
    random: () => draws.unit(),
    uuid: () => draws.uuid(),
    workers: {random: () => workerDraws.unit(), uuid: () => workerDraws.uuid()},
    onLogLine: options.onLogLine,
    onRefusedKey: options.onRefusedKey,
    url: options.url,
    perform: options.perform,
    holds: new ReplyHolds(accessKeyId => void world.functions.callArrived(accessKeyId)),
    outside: new OutsideAnswers(),
    get identities() {
      return installation.identities
    },
    get functions() {
      return installation.functions
    },
    get keys() {
      return installation.keys
    },
    get bus() {
      return installation.bus
    },
    get topics() {
      return installation.sns
    },
    get logs() {
      return installation.logs
    },
    get trail() {
      return installation.trail
    },
  }
  const installation = installServices(world, options.services?.(world) ?? [], options)
  return {
    world,
    clock,
    record,
    switches,
    objects,
    installation,
    draws,
    workerDraws,
    requestIds: new RandomStream(options.seed, 'request-ids'),
    digestKey: createHash('sha256').update(`digest/${options.seed}`).digest('base64'),
  }
}
