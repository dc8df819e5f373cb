import type {Sandbox, SandboxOptions} from '../../sandbox/index.ts'
import type {Scenario} from '../item.ts'
import type {Kind} from '../kind.ts'
import type {Observation} from '../observation.ts'
import type {Target} from '../target.ts'
import type {Step} from '../steps.ts'
import {CaseBench, type BenchOptions, type Opened} from './case-bench.ts'
import {Ends} from './ends.ts'
import {keepAll, type Back} from './kept.ts'
import {holders, knownSecrets, leaksIn} from './leaks.ts'
import {Recorder} from './recorder.ts'
import {rejectionsIn} from './rejections.ts'
import {usesAt} from './uses.ts'
import {buildStage, type Stage, type StageSpec} from './stage.ts'

export interface LaneOptions {
  readonly startSandbox: (options: SandboxOptions) => Promise<Sandbox>
  readonly spec: StageSpec
  readonly seed: number
  readonly periodDays: number
  /** Virtual epoch ms at which every scenario begins. */
  readonly startAt: number
}

/** A rotation up to a step, and everything as it is then. */
interface Opening {
  readonly opened: Opened
  readonly snapshot: ReturnType<Sandbox['snapshot']>
  /** Puts back what is noted beside the sandbox. */
  readonly back: Back
}

/** One sandbox with the stage in it; plays one scenario at a time, each from the same beginning. */
export class Lane {
  readonly #options: LaneOptions
  readonly #sandbox: Sandbox
  readonly #stage: Stage
  readonly #recorder: Recorder
  readonly #beginning: ReturnType<Sandbox['snapshot']>
  readonly #ends: Ends
  /** Where two lanes write to one file, each finds what is its own. */
  readonly #shared: ReturnType<Sandbox['lambda']['sharedFolders']>
  /** How a rotation begins, by the step that it has come to. */
  readonly #openings = new Map<Step, Opening>()
  #group: string | undefined

  private constructor(options: LaneOptions, sandbox: Sandbox, stage: Stage, recorder: Recorder) {
    this.#options = options
    this.#sandbox = sandbox
    this.#stage = stage
    this.#recorder = recorder
    this.#beginning = sandbox.snapshot()
    this.#ends = new Ends(sandbox.present())
    this.#shared = sandbox.lambda.sharedFolders()
  }

  /** The target of the rehearsed secret. */
  get target(): Target {
    return this.#stage.secret.target
  }

  /** What keeps the function from other hosts: a network of its own, or only what is loaded before it. */
  network(): Promise<'own' | 'guarded'> {
    return this.#sandbox.lambda.network()
  }

  static async open(options: LaneOptions): Promise<Lane> {
    const late: {recorder?: Recorder} = {}
    const sandbox = await options.startSandbox({
      seed: options.seed,
      clock: {mode: 'manual', startAt: options.startAt},
      switches: {logsNeedPermission: false},
      processTime: 'virtual',
      seedOfFunctions: options.seed,
      ownNetwork: options.spec.needsSandboxOnly ?? false,
      allowedHosts: options.spec.allowedHosts ?? [],
      onPause: pause => late.recorder?.paused(pause),
      observe: seen => late.recorder?.told(seen),
      onEntry: entry => {
        const isStart = entry.kind === 'invocation' && entry.detail?.['event'] === 'start'
        if (isStart && entry.requestId !== undefined) late.recorder?.started(entry.requestId)
        if (entry.kind === 'fault' && entry.detail?.['fault'] === 'hold') late.recorder?.heldBack()
      },
      onLogLine: ({stream, message}) => late.recorder?.logged(stream, message),
      onRefusedKey: accessKeyId => late.recorder?.refusedKey(accessKeyId),
    })
    try {
      sandbox.secretsManager.steps.take(true)
      const stage = await buildStage(sandbox, options.spec)
      await sandbox.clock.advance(60_000)
      const recorder = new Recorder(sandbox, stage.secret, stage.targets, stage.keyArn)
      late.recorder = recorder
      return new Lane(options, sandbox, stage, recorder)
    } catch (error) {
      await sandbox.stop()
      throw error
    }
  }

  /** Plays a scenario from the beginning. Warm workers are shared within a group only. Throws what the script throws. */
  async play<Facts>(scenario: Scenario<Facts>, kind: Kind, fresh = false): Promise<Observation<Facts>> {
    const group = scenario.group ?? scenario.name
    const opening = fresh || scenario.upTo === undefined ? undefined : this.#openings.get(scenario.upTo)
    this.#sandbox.restore(opening?.snapshot ?? this.#beginning, {workers: 'keep'})
    if (fresh || this.#group !== group) await this.#sandbox.lambda.endWorkers()
    if (this.#group !== group) this.#ends.forget()
    this.#group = group
    this.#ends.begin()
    this.#shared.begin()
    if (opening === undefined) {
      for (const target of this.#stage.targets) await target.begin()
      await this.#recorder.begin()
    } else opening.back()
    const opened = opening?.opened ?? (scenario.upTo && (await this.#open(scenario.upTo, kind)))
    const bench = this.#bench(scenario.name, kind, {
      ...(opened === undefined ? {} : {opened}),
      ...(fresh || !this.#isInside() ? {} : {ends: this.#ends}),
    })
    const facts = await scenario.play(bench)
    const end = await bench.sample()
    const {seen, samples} = this.#recorder
    const secrets = [this.#stage.secret, ...(this.#stage.second === undefined ? [] : [this.#stage.second])]
    const known = knownSecrets({bench, stage: this.#stage, seen, secrets})
    const shared = holders(this.#shared.written(), known)
    for (const file of shared) this.#shared.remove(file)
    const files = [...(await this.#sandbox.lambda.filesOf(this.#stage.functionArn)), ...shared]
    return {
      scenario: scenario.name,
      facts,
      secretArn: this.#stage.secret.arn,
      seen,
      invocations: bench.invocations,
      samples,
      end,
      leaks: leaksIn({bench, seen, known, files}),
      rejections: rejectionsIn(samples, bench.overlapMs),
      uses: usesAt(this.#stage.secret.target, bench.versions()),
    }
  }

  /** The scenario that was played last was judged and holds. */
  confirm(): void {
    this.#ends.confirm()
  }

  /** Whether everything that a function can ask is in the sandbox, and no server beside it. */
  #isInside(): boolean {
    return this.#stage.targets.every(target => target.keep !== undefined)
  }

  #bench(scenario: string, kind: Kind, more: Pick<BenchOptions, 'opened' | 'ends'> = {}): CaseBench {
    return new CaseBench({
      sandbox: this.#sandbox,
      stage: this.#stage,
      recorder: this.#recorder,
      kind,
      scenario,
      seed: this.#options.seed,
      timeoutMs: this.#options.spec.subject.timeoutMs,
      periodDays: this.#options.periodDays,
      ...more,
    })
  }

  /** The rotation up to a step; where it can be kept it is, and others go on from there. */
  async #open(upTo: Step, kind: Kind): Promise<Opened> {
    const opened = await this.#bench(`up to ${upTo}`, kind).openUpTo(upTo)
    const back = keepAll([this.#recorder, ...this.#stage.targets])
    if (back !== undefined) this.#openings.set(upTo, {opened, back, snapshot: this.#sandbox.snapshot()})
    return opened
  }

  async close(): Promise<void> {
    for (const target of this.#stage.targets) await target.stop?.()
    await this.#sandbox.stop()
  }
}
