import type {Sandbox} from '../../sandbox/index.ts'
import type {
  AttemptWish,
  Behaviour,
  Bench,
  Fault,
  OpenedRotation,
  OpenRotation,
  RotationWish,
  StagedSecret,
  StepWish,
} from '../bench.ts'
import type {Kind} from '../kind.ts'
import {holderOf, labelsOf} from '../labels.ts'
import type {Labels, Place, RotationResult, Sample, Seen, StepResult} from '../observation.ts'
import type {Step} from '../steps.ts'
import {attemptsOf} from './attempts.ts'
import {drawnUuid, scenarioDraws} from './draws.ts'
import type {Ends} from './ends.ts'
import type {Recorder} from './recorder.ts'
import type {Stage} from './stage.ts'
import {notSent, stepResult, textOf} from './step-result.ts'

/** Virtual time for which an old credential must go on working, and of a window. */
const DAY_MS = 24 * 60 * 60 * 1000

export interface BenchOptions {
  readonly sandbox: Sandbox
  readonly stage: Stage
  readonly recorder: Recorder
  readonly kind: Kind
  readonly scenario: string
  readonly seed: number
  readonly timeoutMs: number
  readonly periodDays: number
  /** A rotation of an earlier bench goes on in this one. Absent: none. */
  readonly opened?: Opened
  /** What came after ends that nobody can tell from this one's. Absent: everything is played. */
  readonly ends?: Ends
}

/** What a bench hands over to the next one. */
export interface Opened extends OpenedRotation {
  readonly invocations: readonly StepResult[]
  readonly rotationTokens: readonly string[]
}

const ATTEMPTS_OF_A_RETRY = 3

/** Services whose answers say what was done: to who asks them two ends are never the same. */
const TELL_OF_THE_PAST = new Set(['cloudtrail', 'logs'])

/** Calls for which an SDK makes up the id of the new version. */
const MAKES_VERSIONS = new Set(['CreateSecret', 'PutSecretValue', 'UpdateSecret'])

/** The bench of one scenario: the service's part is played by the sandbox's own rotation engine, step by step. */
export class CaseBench implements Bench {
  readonly kind: Kind
  readonly secret: StagedSecret
  readonly second: StagedSecret | undefined
  readonly sibling: StagedSecret | undefined
  readonly timeoutMs: number
  readonly periodMs: number
  readonly windowMs = DAY_MS
  readonly overlapMs = DAY_MS
  readonly functionArn: string
  readonly keyArn: string | undefined
  readonly opened: OpenedRotation | undefined
  readonly invocations: StepResult[]
  readonly rotationTokens: string[]
  readonly #options: BenchOptions
  readonly #draw: () => number
  #next: number

  constructor(options: BenchOptions) {
    const {stage, kind, timeoutMs, periodDays, opened} = options
    this.opened = opened
    this.invocations = [...(opened?.invocations ?? [])]
    this.rotationTokens = [...(opened?.rotationTokens ?? [])]
    this.#next = this.invocations.length
    this.#options = options
    this.kind = kind
    this.secret = stage.secret
    this.second = stage.second
    this.sibling = stage.sibling
    this.timeoutMs = timeoutMs
    this.periodMs = periodDays * DAY_MS
    this.functionArn = stage.functionArn
    this.keyArn = stage.keyArn
    this.#draw = scenarioDraws(options.seed, options.scenario)
  }

  get target() {
    return this.secret.target
  }

  now(): number {
    return this.#options.sandbox.clock.now()
  }

  async advance(ms: number): Promise<void> {
    await this.#options.sandbox.clock.advance(ms)
    await this.sample()
  }

  async begin({
    secret = this.secret,
    token = drawnUuid(this.#draw),
    immediately,
    periodMs = this.periodMs,
  }: {secret?: StagedSecret; token?: string; immediately?: false; periodMs?: number} = {}): Promise<OpenRotation> {
    await this.call('secretsmanager', 'RotateSecret', {
      SecretId: secret.arn,
      ClientRequestToken: token,
      RotationLambdaARN: this.functionArn,
      RotationRules: {AutomaticallyAfterDays: Math.max(1, Math.round(periodMs / DAY_MS))},
      ...(immediately === undefined ? {} : {RotateImmediately: immediately}),
    })
    // Rotations begin when a scenario says so, whatever time passes in it.
    this.#options.sandbox.secretsManager.missWindows(secret.arn)
    await this.#options.sandbox.clock.idle()
    const upcoming = this.#options.sandbox.secretsManager.steps.upcoming(secret.arn)
    const rotationToken = upcoming?.kind === 'event' ? upcoming.event.RotationToken : ''
    this.rotationTokens.push(rotationToken)
    return {secret, token, rotationToken}
  }

  eventOf({secret, token, rotationToken}: OpenRotation, step: Step): Record<string, unknown> {
    return {Step: step, SecretId: secret.arn, ClientRequestToken: token, RotationToken: rotationToken}
  }

  async step(rotation: OpenRotation, step: Step, {event = {}, faults}: StepWish = {}): Promise<StepResult> {
    const upcoming = this.#options.sandbox.secretsManager.steps.upcoming(rotation.secret.arn)
    if (upcoming?.kind === 'refused' && upcoming.step === step)
      return this.#kept(notSent(step, upcoming.reason, this.#place()))
    const sent = Object.fromEntries(
      Object.entries({...this.eventOf(rotation, step), ...event}).filter(([, value]) => value !== undefined),
    )
    return this.invoke(sent, faults === undefined ? {} : {faults})
  }

  async invoke(event: unknown, {faults}: {faults?: readonly Fault[]} = {}): Promise<StepResult> {
    const {sandbox, recorder, stage} = this.#options
    const invocation = this.#next++
    const step = textOf((event as {Step?: unknown} | null)?.Step, '')
    const before = sandbox.faults.rules
    if (faults !== undefined) this.faults(faults)
    const began = this.#place()
    const running = recorder.expect(invocation, step)
    try {
      const raw = await sandbox.world.functions.invoke({
        functionArn: stage.functionArn,
        payload: JSON.stringify(event ?? null),
        invocationType: 'RequestResponse',
        source: 'secretsmanager.amazonaws.com',
      })
      const calls = recorder.seen.filter(entry => entry.invocation === invocation)
      const killed = calls.some(({fault}) => fault === 'kill-before' || fault === 'kill-after')
      const {log, pauses} = running
      const ended = this.#place()
      return this.#kept(stepResult(raw, {invocation, step, event, began, ended, killed, log, calls, pauses}))
    } finally {
      recorder.ended(running)
      if (faults !== undefined) this.faults(before)
      if (!this.target.isImmediate) await this.sample()
    }
  }

  async rotate(wish: RotationWish = {}): Promise<RotationResult> {
    const rotation = await this.begin(wish.secret === undefined ? {} : {secret: wish.secret})
    return attemptsOf(this, rotation, {...wish, attempts: wish.attempts ?? 1})
  }

  retry(
    rotation: OpenRotation,
    {attempts = ATTEMPTS_OF_A_RETRY, ...wish}: AttemptWish & Pick<RotationWish, 'attempts'> = {},
  ): Promise<RotationResult> {
    return attemptsOf(this, rotation, {...wish, attempts})
  }

  goOn({rotation, result}: OpenedRotation, wish: AttemptWish = {}): Promise<RotationResult> {
    return attemptsOf(this, rotation, {...wish, attempts: 1}, result.steps)
  }

  /** A rotation up to a step, undisturbed, for the next bench. */
  async openUpTo(step: Step): Promise<Opened> {
    const rotation = await this.begin()
    const result = await attemptsOf(this, rotation, {before: step, attempts: 1})
    return {rotation, result, invocations: this.invocations, rotationTokens: this.rotationTokens}
  }

  async next(): Promise<RotationResult> {
    const {ends, sandbox} = this.#options
    const readsThePast = this.seen().some(({by, service}) => by === 'function' && TELL_OF_THE_PAST.has(service))
    if (ends === undefined || readsThePast) return this.rotate({attempts: ATTEMPTS_OF_A_RETRY})
    const end = ends.digestOf(sandbox.present(), this.now())
    const known = ends.after(end)
    if (known !== undefined) return known
    const result = await this.rotate({attempts: ATTEMPTS_OF_A_RETRY})
    if (result.ok) ends.note(end, result)
    return result
  }

  ended({secret}: OpenRotation, ok: boolean): void {
    this.#options.sandbox.secretsManager.steps.ended(secret.arn, ok)
  }

  isUnderWay({secret}: OpenRotation): boolean {
    return this.#options.sandbox.secretsManager.steps.upcoming(secret.arn) !== undefined
  }

  get retryDelayMs(): number {
    return this.#options.sandbox.switches.current.rotationRetryDelayMs
  }

  faults(rules: readonly Fault[]): void {
    this.#options.sandbox.faults.set(rules)
  }

  release(): void {
    this.#options.sandbox.faults.release()
  }

  async freshProcess(): Promise<void> {
    await this.#options.sandbox.lambda.endWorkers()
  }

  labels(secret = this.secret): Labels {
    return labelsOf(this.versions(secret))
  }

  holder(label: string, secret = this.secret): string | undefined {
    return holderOf(this.labels(secret), label)
  }

  value(versionOrLabel: string, secret = this.secret): string | undefined {
    return this.versions(secret).find(({id, labels}) => id === versionOrLabel || labels.includes(versionOrLabel))?.text
  }

  versions(secret = this.secret) {
    return this.#options.sandbox.secretsManager.storedVersions(secret.arn)
  }

  call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const makes = MAKES_VERSIONS.has(operation) && input['ClientRequestToken'] === undefined
    const token = makes ? {ClientRequestToken: drawnUuid(this.#draw)} : {}
    return this.#options.sandbox.call(service, operation, {...token, ...input})
  }

  seen(): readonly Seen[] {
    return this.#options.recorder.seen
  }

  sample(): Promise<Sample> {
    return this.#options.recorder.sample()
  }

  random(): number {
    return this.#draw()
  }

  async overlap<Result>(event: unknown, hold: Fault, meanwhile: () => Promise<Result>) {
    this.faults([hold])
    const held = this.#options.recorder.nextHold()
    const running = this.invoke(event)
    const isHeld = await Promise.race([held.then(() => true), running.then(() => false)])
    this.faults([])
    try {
      const done = isHeld ? {meanwhile: await meanwhile()} : {}
      this.release()
      return {first: await running, ...done}
    } finally {
      this.release()
    }
  }

  behave(changes: Behaviour): void {
    this.#options.sandbox.switches.turn(changes)
  }

  spoil(versionOrLabel: string, text: string | undefined): void {
    const {id} = this.versions().find(({id, labels}) => id === versionOrLabel || labels.includes(versionOrLabel))!
    this.#options.sandbox.secretsManager.spoil(this.secret.arn, id, text)
  }

  #place(): Place {
    return {at: this.now(), entries: this.seen().length}
  }

  #kept(result: StepResult): StepResult {
    this.invocations.push(result)
    return result
  }
}
