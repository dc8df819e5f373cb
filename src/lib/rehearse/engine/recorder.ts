import {setImmediate} from 'node:timers/promises'

import type {Sandbox} from '../../sandbox/index.ts'
import type {StagedSecret} from '../bench.ts'
import {isReadOnly} from '../call-text.ts'
import {labelsOf} from '../labels.ts'
import type {Pause, Sample, Seen} from '../observation.ts'
import {STEPS} from '../steps.ts'
import type {StagedTarget} from '../targets/staged.ts'
import type {Back} from './kept.ts'
import {sampleNow, sampleOf, type InitialIds} from './sampling.ts'
import type {Actor} from './uses.ts'

/** A call as the sandbox tells of it at its end. */
export interface ToldCall {
  readonly call: {
    readonly service: string
    readonly operation: string
    readonly input: Readonly<Record<string, unknown>>
    readonly principal: {readonly accessKeyId: string; readonly functionArn?: string}
    readonly userAgent: string
  }
  readonly asked: readonly {readonly action: string; readonly resource: string}[]
  /** Request id of the invocation whose worker sent it. Absent: not told. */
  readonly invocation?: string
  readonly tookEffect: boolean
  readonly output?: unknown
  readonly error?: {readonly code: string; readonly status: number; readonly message: string}
  readonly fault?: string
}

/** An invocation that is under way. */
export interface Running {
  readonly number: number
  readonly step: string
  requestId: string
  calls: number
  readonly log: string[]
  readonly pauses: Pause[]
}

const SCRIPT = 'in-process'

/** Writes down J, F, L and T of one scenario. */
export class Recorder implements Actor {
  readonly #sandbox: Sandbox
  readonly #targets: readonly StagedTarget[]
  readonly #secret: StagedSecret
  readonly #keyArn: string | undefined
  #seen: Seen[] = []
  #samples: Sample[] = []
  #running = new Map<string, Running>()
  #streams = new Map<string, string>()
  #initial: InitialIds = new Set()
  #expected: Running | undefined
  #onHold: (() => void) | undefined

  /** `keyArn`: the customer managed key of the secret. Absent: it has none. */
  constructor(sandbox: Sandbox, secret: StagedSecret, targets: readonly StagedTarget[], keyArn?: string) {
    this.#sandbox = sandbox
    this.#keyArn = keyArn
    this.#secret = secret
    this.#targets = targets
  }

  get seen(): readonly Seen[] {
    return this.#seen
  }

  get samples(): readonly Sample[] {
    return this.#samples
  }

  async begin(): Promise<void> {
    this.#seen = []
    this.#samples = []
    this.#running = new Map()
    this.#streams = new Map()
    this.#initial = new Set((await this.#secret.target.credentials()).map(({id}) => id))
    await this.sample()
  }

  /** Keeps what was written down while nothing is under way; the result puts it back. */
  keep(): Back {
    const kept = {seen: [...this.#seen], samples: [...this.#samples], initial: this.#initial}
    return () => {
      this.#seen = [...kept.seen]
      this.#samples = [...kept.samples]
      this.#running = new Map()
      this.#streams = new Map()
      this.#initial = kept.initial
    }
  }

  now(): number {
    return this.#sandbox.clock.now()
  }

  /** Number of the one invocation that runs. */
  invocation(): number | undefined {
    return this.#sole()?.number
  }

  entry(): number {
    return this.#seen.length - 1
  }

  /** Invocations that are running. */
  atWork(): number {
    return this.#running.size
  }

  /** The next invocation that begins is this one. */
  expect(number: number, step: string): Running {
    const running: Running = {number, step, requestId: '', calls: 0, log: [], pauses: []}
    this.#expected = running
    return running
  }

  /** Resolves when a call of the function is kept back, its effect done where it comes first. */
  async nextHold(): Promise<void> {
    const {promise, resolve} = Promise.withResolvers<void>()
    this.#onHold = resolve
    await promise
    await setImmediate()
  }

  /** A fault keeps a call back. */
  heldBack(): void {
    this.#onHold?.()
  }

  /** The sandbox began an invocation. */
  started(requestId: string): void {
    if (this.#expected === undefined) return
    this.#expected.requestId = requestId
    this.#running.set(requestId, this.#expected)
    this.#expected = undefined
  }

  ended({requestId}: Running): void {
    this.#running.delete(requestId)
  }

  told({call, asked, invocation, tookEffect, output, error, fault}: ToldCall): void {
    const byScript = call.userAgent === SCRIPT
    const running = byScript
      ? undefined
      : ((invocation === undefined ? undefined : this.#running.get(invocation)) ?? this.#sole())
    if (running !== undefined) running.calls += 1
    const wanted = this.#wantedOf(call.service, asked)
    const entry: Seen = {
      index: this.#seen.length,
      at: this.now(),
      by: byScript ? 'script' : 'function',
      ...(running === undefined ? {} : {invocation: running.number, step: running.step, call: running.calls}),
      service: call.service,
      operation: call.operation,
      input: call.input,
      needs: call.principal.functionArn === undefined ? [] : wanted,
      asked: wanted,
      ...(output === undefined ? {} : {output}),
      ...(error === undefined ? {} : {error}),
      ...(fault === undefined ? {} : {fault}),
      tookEffect,
      readOnly: isReadOnly(call.service, call.operation),
      labels: labelsOf(this.#sandbox.secretsManager.storedVersions(this.#secret.arn)),
    }
    this.#seen.push(entry)
    const seenCall = {
      service: call.service,
      operation: call.operation,
      accessKeyId: call.principal.accessKeyId,
      input: call.input,
      ...(error === undefined ? {} : {error}),
    }
    for (const target of this.#targets) target.noteCall(seenCall, this)
    if (tookEffect && !entry.readOnly && this.#secret.target.isImmediate) this.#sampleNow()
  }

  /** Keys that a scenario gives the secret for a while are no need of the function's; its own one is. */
  #wantedOf(service: string, asked: ToldCall['asked']): Seen['asked'] {
    return asked
      .filter(({action, resource}) => service === 'kms' || !action.startsWith('kms:') || resource === this.#keyArn)
      .map(({action, resource}) => ({action, resource}))
  }

  refusedKey(accessKeyId: string): void {
    for (const target of this.#targets) target.noteRefusedKey(accessKeyId, this)
  }

  logged(stream: string, message: string): void {
    const started = /^(?:START RequestId: |.*"requestId":")([0-9a-f-]{36})/.exec(message)?.[1]
    if (started !== undefined) this.#streams.set(stream, started)
    const known = this.#streams.get(stream)
    const running = (known === undefined ? undefined : this.#running.get(known)) ?? this.#sole()
    running?.log.push(message)
  }

  paused(pause: {readonly requestId: string; readonly ms: number; readonly inFlight: number}): void {
    const running = this.#running.get(pause.requestId) ?? this.#sole()
    running?.pauses.push({ms: pause.ms, inFlight: pause.inFlight, afterCalls: running.calls})
  }

  async sample(): Promise<Sample> {
    const taken = await sampleOf(this.#sandbox, this.#secret, this.#moment(), this.#initial)
    this.#samples.push(taken)
    return taken
  }

  #sampleNow(): void {
    this.#samples.push(sampleNow(this.#sandbox, this.#secret, this.#moment(), this.#initial))
  }

  #moment() {
    const step = this.#sole()?.step
    return {after: this.#seen.length - 1, step: STEPS.find(known => known === step)}
  }

  #sole(): Running | undefined {
    return this.#running.size === 1 ? this.#running.values().next().value : undefined
  }
}
