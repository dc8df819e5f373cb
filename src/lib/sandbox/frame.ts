import {setTimeout as wait} from 'node:timers/promises'

import type {OrderedRecord} from './call-record.ts'
import {ConnectionCut} from './connection-cut.ts'
import type {VirtualClock} from './clock.ts'
import {Dispatcher} from './dispatcher.ts'
import type {Durability} from './state/keeper.ts'
import {FaultPlan} from './faults.ts'
import {
  ServiceError,
  type Call,
  type CallRecordEntry,
  type Principal,
  type RestoreOptions,
  type SeenCall,
  type Service,
  type World,
} from './kernel.ts'
import type {ObjectStore} from './objects.ts'
import type {Outcome, Target} from './outcome.ts'
import type {AppSyncSetup} from './services/appsync/setup.ts'
import type {TrailSetup} from './services/cloudtrail/index.ts'
import type {NetworkSetup} from './services/vpc/setup.ts'
import type {IamSetup} from './services/iam/setup.ts'
import type {SecretsManager} from './services/secretsmanager/index.ts'
import type {ServiceOwnedSeed} from './services/secretsmanager/seed.ts'
import type {LambdaService} from './services/lambda/index.ts'
import type {Ses} from './services/ses/index.ts'
import type {Topics} from './services/sns/index.ts'
import type {SwitchBoard} from './switches.ts'
import {TargetGate} from './target-gate.ts'
import {GraphqlTarget} from './targets/graphql.ts'
import {Logins} from './targets/logins.ts'
import {assembleWorld, type Assembly, type WorldOptions} from './world.ts'
import {authenticationError, tokenFailure} from './wire/authentication-errors.ts'
import {Gateway} from './wire/gateway.ts'
import type {WireOutcome, WireRequest} from './wire/message.ts'

/** Everything a sandbox is, as plain data that v8.serialize can carry. */
export interface SandboxSnapshot {
  readonly clock: unknown
  readonly record: unknown
  readonly draws: unknown
  readonly workerDraws: unknown
  readonly requestIds: unknown
  readonly switches: unknown
  readonly faults: unknown
  readonly logins: unknown
  readonly objects?: unknown
  readonly services: Readonly<Record<string, unknown>>
}

/** How a snapshot is put back. */
export interface Restoring {
  /** `goes-on`: virtual time has run on since, as after a restart. Absent: it goes back too. */
  readonly time?: 'back' | 'goes-on'
  /** `keep`: workers that wait for an event stay as they are, and their credentials stay good. Absent: all are ended. */
  readonly workers?: RestoreOptions['workers']
}

/** How long a handler inside this process, which nothing can stop, may hold up a reset. */
const LONGEST_END_MS = 5_000

export interface FrameOptions extends Omit<WorldOptions, 'onBug' | 'onRecord' | 'perform'> {
  /** Told of each failure of the sandbox itself. */
  readonly onBug: ((error: unknown) => void) | undefined
  /** Told of each call after its end, values included. */
  readonly observe: ((seen: SeenCall) => void) | undefined
  /** Told of each entry of the record. */
  readonly onEntry: ((entry: CallRecordEntry) => void) | undefined
}

/** A sandbox without its sockets: world, faults, dispatcher and codecs, with snapshots over all of it. */
export class Frame {
  readonly world: World
  readonly clock: VirtualClock
  readonly record: OrderedRecord
  readonly switches: SwitchBoard
  readonly faults: FaultPlan
  readonly services: readonly Service[]
  readonly iam: IamSetup
  readonly secretsManager: SecretsManager
  readonly lambda: LambdaService
  readonly appsync: AppSyncSetup
  readonly trail: TrailSetup
  readonly topics: Topics
  readonly mails: Ses['mails']
  readonly network: NetworkSetup
  readonly logins: Logins
  readonly objects: ObjectStore
  /** What requests for targets pass. */
  readonly gate: TargetGate
  /** Endpoints of AppSync APIs. */
  readonly graphql: GraphqlTarget
  /** Failures of the sandbox itself. */
  readonly bugs: unknown[] = []
  readonly #assembly: Assembly
  readonly #dispatcher: Dispatcher
  readonly #gateway: Gateway

  /** `durability` absent: nothing is written anywhere. */
  constructor(options: FrameOptions, durability?: Durability) {
    const onBug = (error: unknown) => {
      this.bugs.push(error)
      options.onBug?.(error)
    }
    const onRecord = (entry: CallRecordEntry) => {
      durability?.changed()
      options.onEntry?.(entry)
    }
    const perform: World['perform'] = async ({service, operation, input, ...caller}) => {
      const target = this.#targetOf(service, operation)
      const call = this.#callOf(target, {...input}, caller)
      return outputOf(
        await this.#dispatcher.perform({...call, sourceIp: caller.viaService, userAgent: caller.viaService}, target),
      )
    }
    this.#assembly = assembleWorld({...options, onBug, onRecord, perform})
    const {world, clock, record, switches, objects, installation, requestIds, digestKey} = this.#assembly
    this.world = world
    this.clock = clock
    this.record = record
    this.switches = switches
    this.objects = objects
    this.services = installation.services
    this.iam = installation.iam.setup
    this.secretsManager = installation.secretsManager
    this.lambda = installation.lambda
    this.appsync = installation.appsync.setup
    this.trail = installation.trail
    this.topics = installation.topics
    this.mails = installation.mails
    this.network = installation.network
    this.faults = new FaultPlan(options.seed, world.holds, () => clock.now())
    this.gate = new TargetGate(world, this.faults, options.observe)
    this.logins = new Logins(world, this.gate)
    this.graphql = new GraphqlTarget(installation.appsync, this.gate)
    this.#dispatcher = new Dispatcher(world, {
      faults: this.faults,
      digestKey,
      onBug,
      durability,
      observe: options.observe,
      soleCaller: options.processTime === 'virtual',
    })
    this.#gateway = new Gateway(world, {
      dispatcher: this.#dispatcher,
      services: this.services,
      nextRequestId: () => requestIds.uuid(),
    })
  }

  /** A secret that an AWS service owns, which no request can make. Answers its ARN. */
  seedServiceOwnedSecret(seed: ServiceOwnedSeed): string {
    return this.#assembly.installation.secretsManager.seedServiceOwnedSecret(seed)
  }

  /** One signed request in bytes. */
  handle(request: WireRequest): Promise<WireOutcome> {
    return this.#gateway.handle(request)
  }

  /** One call without bytes and signature. Throws ServiceError as the service would, ConnectionCut for a cut one. */
  async call(service: string, operation: string, input: Record<string, unknown>, caller: Caller): Promise<unknown> {
    const target = this.#targetOf(service, operation)
    const found = this.world.identities.lookup(caller.accessKeyId, caller.sessionToken)
    if (found.kind === 'refused')
      throw this.#refused(
        service,
        operation,
        authenticationError(tokenFailure(found.reason), target.definition.protocol),
      )
    if (found.kind === 'gone') throw new ConnectionCut(false)
    const call = this.#callOf(target, input, {principal: found.principal, region: caller.region})
    return outputOf(await this.#dispatcher.perform(call, target))
  }

  /** `lastEntries`: only so many of the newest entries of the record. Absent: all. */
  snapshot(lastEntries?: number): SandboxSnapshot {
    const {draws, workerDraws, requestIds} = this.#assembly
    return {
      clock: this.clock.snapshot(),
      record: this.record.snapshot(lastEntries),
      draws: draws.snapshot(),
      workerDraws: workerDraws.snapshot(),
      requestIds: requestIds.snapshot(),
      switches: this.switches.snapshot(),
      faults: this.faults.snapshot(),
      logins: this.logins.snapshot(),
      objects: this.objects.snapshot(),
      services: Object.fromEntries(this.services.map(service => [service.definition.id, service.snapshot()])),
    }
  }

  /** See `Sandbox.present`. */
  present(): unknown {
    return {
      switches: this.switches.snapshot(),
      logins: this.logins.snapshot(),
      objects: this.objects.snapshot(),
      services: this.services.map(service => (service.present === undefined ? service.snapshot() : service.present())),
    }
  }

  /** Puts everything back. */
  restore(snapshot: SandboxSnapshot, {time = 'back', workers = 'end'}: Restoring = {}): void {
    const {draws, workerDraws, requestIds} = this.#assembly
    this.world.holds.cut()
    this.world.outside.forget()
    this.record.restore(snapshot.record)
    draws.restore(snapshot.draws)
    if (workers === 'end') workerDraws.restore(snapshot.workerDraws)
    requestIds.restore(snapshot.requestIds)
    this.switches.restore(snapshot.switches)
    this.faults.restore(snapshot.faults)
    this.logins.restore(snapshot.logins)
    this.objects.restore(snapshot.objects)
    for (const service of this.services) service.restore(snapshot.services[service.definition.id], {workers})
    if (time === 'back') this.clock.restore(snapshot.clock)
    else this.clock.resume(snapshot.clock)
    // What was under way when the snapshot was taken ended with its workers, and goes on.
    for (const service of this.services) service.takeUp?.(this.clock.waiting())
  }

  /** Puts the state of the start in place and, once all that was under way has met its end in it, once more. */
  async startOver(initial: SandboxSnapshot): Promise<void> {
    this.lambda.forgetHandlers()
    this.restore(initial, {time: 'goes-on'})
    await Promise.race([this.clock.idle(), wait(LONGEST_END_MS, undefined, {ref: false})])
    this.restore(initial, {time: 'goes-on'})
  }

  async stop(): Promise<void> {
    this.clock.stop()
    this.world.holds.cut()
    this.world.outside.forget()
    for (const service of this.services) await service.stop?.()
  }

  /** As on the wire, a caller who is nobody leaves an entry in the record. */
  #refused(service: string, operation: string, error: ServiceError): ServiceError {
    const requestId = this.#assembly.requestIds.uuid()
    this.#dispatcher.noteRefused({service, operation, requestId, error})
    return error
  }

  #targetOf(service: string, operation: string): Target {
    const definition = this.services.find(({definition}) => definition.id === service)?.definition
    const found = definition?.operations[operation]
    if (definition === undefined || found === undefined) {
      throw new ServiceError('UnknownOperationException', `The sandbox does not serve ${service}:${operation}.`)
    }
    return {definition, operation: found}
  }

  #callOf(target: Target, input: Record<string, unknown>, caller: Signer): Call {
    return {
      service: target.definition.scope ?? target.definition.id,
      operation: target.operation.name,
      input,
      principal: caller.principal,
      accountId: caller.principal.accountId,
      region: caller.region,
      requestId: this.#assembly.requestIds.uuid(),
      sourceIp: '127.0.0.1',
      userAgent: 'in-process',
      ...(caller.viaService === undefined ? {} : {viaService: caller.viaService}),
    }
  }
}

/** Whose credential an in-process call uses, and for which region. */
export interface Caller {
  readonly accessKeyId: string
  readonly sessionToken: string | undefined
  readonly region: string
}

interface Signer {
  readonly principal: Principal
  readonly region: string
  /** Absent: it calls itself. */
  readonly viaService?: string
}

function outputOf(outcome: Outcome): unknown {
  if (outcome.kind === 'cut') throw new ConnectionCut(outcome.tookEffect)
  if (outcome.kind === 'error') throw outcome.error
  return outcome.output
}
