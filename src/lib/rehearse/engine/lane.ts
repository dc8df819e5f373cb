import type {Sandbox, SandboxOptions} from '../../sandbox/index.ts'
import type {Scenario} from '../item.ts'
import type {Kind} from '../kind.ts'
import type {Observation} from '../observation.ts'
import type {Target} from '../target.ts'
import {CaseBench} from './case-bench.ts'
import {leaksIn} from './leaks.ts'
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

/** One sandbox with the stage in it; plays one scenario at a time, each from the same beginning. */
export class Lane {
  readonly #options: LaneOptions
  readonly #sandbox: Sandbox
  readonly #stage: Stage
  readonly #recorder: Recorder
  readonly #beginning: ReturnType<Sandbox['snapshot']>
  #group: string | undefined

  private constructor(options: LaneOptions, sandbox: Sandbox, stage: Stage, recorder: Recorder) {
    this.#options = options
    this.#sandbox = sandbox
    this.#stage = stage
    this.#recorder = recorder
    this.#beginning = sandbox.snapshot()
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
    this.#sandbox.restore(this.#beginning, {workers: 'keep'})
    if (fresh || this.#group !== group) await this.#sandbox.lambda.endWorkers()
    this.#group = group
    for (const target of this.#stage.targets) await target.begin()
    await this.#recorder.begin()
    const bench = new CaseBench({
      sandbox: this.#sandbox,
      stage: this.#stage,
      recorder: this.#recorder,
      kind,
      scenario: scenario.name,
      seed: this.#options.seed,
      timeoutMs: this.#options.spec.subject.timeoutMs,
      periodDays: this.#options.periodDays,
    })
    const facts = await scenario.play(bench)
    const end = await bench.sample()
    const {seen, samples} = this.#recorder
    const files = await this.#sandbox.lambda.filesOf(this.#stage.functionArn)
    const secrets = [this.#stage.secret, ...(this.#stage.second === undefined ? [] : [this.#stage.second])]
    return {
      scenario: scenario.name,
      facts,
      secretArn: this.#stage.secret.arn,
      seen,
      invocations: bench.invocations,
      samples,
      end,
      leaks: leaksIn({bench, stage: this.#stage, seen, secrets, files}),
      rejections: rejectionsIn(samples, bench.overlapMs),
      uses: usesAt(this.#stage.secret.target, bench.versions()),
    }
  }

  async close(): Promise<void> {
    for (const target of this.#stage.targets) await target.stop?.()
    await this.#sandbox.stop()
  }
}
