import type {FaultRule, Sandbox} from '../sandbox/index.ts'
import type {Kind} from './kind.ts'
import type {Labels, RotationResult, Sample, Seen, StepResult} from './observation.ts'
import type {Step} from './steps.ts'
import type {Target} from './target.ts'

/** A secret of the stage. */
export interface StagedSecret {
  readonly arn: string
  readonly name: string
  readonly target: Target
}

/** A rotation that the service has opened. */
export interface OpenRotation {
  readonly secret: StagedSecret
  readonly token: string
  readonly rotationToken: string
}

/** One that has come to a step without a fault, or has failed before it. */
export interface OpenedRotation {
  readonly rotation: OpenRotation
  /** Its steps so far. */
  readonly result: RotationResult
}

/**
 * When a fault strikes. As the sandbox's own rules, but counted over the calls of the function from the moment they are
 * set; the function is the rehearsed one unless a rule names something else.
 */
export type Fault = FaultRule

/** How the sandbox behaves where AWS's behaviour is not known, or differs from day to day. */
export type Behaviour = Parameters<Sandbox['switches']['turn']>[0]

export interface StepWish {
  /** Members that replace those of the service's event; undefined takes a member away. */
  readonly event?: Readonly<Record<string, unknown>>
  /** Faults while this step runs. Absent: those that stand. */
  readonly faults?: readonly Fault[]
}

export interface RotationWish {
  /** Absent: the rehearsed secret. */
  readonly secret?: StagedSecret
  /** Ends before this step. Absent: all four. */
  readonly before?: Step
  /** What happens before a step: faults, hand writes. */
  readonly beforeStep?: (step: Step, rotation: OpenRotation) => Promise<void> | void
  readonly afterStep?: (result: StepResult, rotation: OpenRotation) => Promise<void> | void
  /** Goes into each event. */
  readonly event?: Readonly<Record<string, unknown>>
  /** The step runs to its end, but the service never learns of it and takes it for failed. */
  readonly lost?: Step
  /** Attempts of the service with one token. Absent: 1. */
  readonly attempts?: number
}

/** What may happen in an attempt of the service. */
export type AttemptWish = Pick<RotationWish, 'beforeStep' | 'afterStep' | 'lost'>

/** What a scenario plays on: one sandbox with the function, its secret and its target, as they are before anything happened. */
export interface Bench {
  readonly kind: Kind
  readonly secret: StagedSecret
  /** Target of `secret`. */
  readonly target: Target
  /** Time limit of the function. */
  readonly timeoutMs: number
  /** Virtual ms between rotations, of the window, and for which an old credential must go on working. */
  readonly periodMs: number
  readonly windowMs: number
  readonly overlapMs: number
  readonly functionArn: string
  /** The customer managed key that its secrets are encrypted with. undefined: AWS's own. */
  readonly keyArn: string | undefined
  /** Virtual time. */
  now(): number
  advance(ms: number): Promise<void>

  /**
   * RotateSecret: a new pending version. `token` absent: a new one. `immediately: false` asks for testSecret alone, with a
   * copy of the current value as AWSPENDING. Throws when the service refuses.
   */
  begin(wish?: {
    readonly secret?: StagedSecret
    readonly token?: string
    readonly immediately?: false
    /** Virtual ms between rotations that the secret says. Absent: the bench's own. */
    readonly periodMs?: number
  }): Promise<OpenRotation>
  /** Sends a step as the service does; it refuses where the service would. */
  step(rotation: OpenRotation, step: Step, wish?: StepWish): Promise<StepResult>
  /** Invokes the function with any event. Two at a time are two workers. */
  invoke(event: unknown, wish?: {readonly faults?: readonly Fault[]}): Promise<StepResult>
  /** R: begin and the four steps, up to the first that fails. */
  rotate(wish?: RotationWish): Promise<RotationResult>
  /** The service tries the open rotation again from createSecret with the same token: retry(k). Absent `attempts`: 3. */
  retry(rotation: OpenRotation, wish?: AttemptWish & Pick<RotationWish, 'attempts'>): Promise<RotationResult>
  /** The rotation that has come to `Scenario.upTo` when the script begins. undefined: the scenario names no step. */
  readonly opened: OpenedRotation | undefined
  /** The rest of its first attempt. */
  goOn(opened: OpenedRotation, wish?: AttemptWish): Promise<RotationResult>
  /**
   * The rotation after everything that the script was about, up to three attempts. Where all is as it was when another
   * scenario of the group came to this point, but for what was drawn and for times within the hour, its rotation stands for
   * this one, which is not played. In a fresh process it is always played.
   */
  next(): Promise<RotationResult>
  /** The event that the service sends for a step of this rotation. */
  eventOf(rotation: OpenRotation, step: Step): Record<string, unknown>

  /** Replaces all standing faults. None: everything works again. */
  faults(rules: readonly Fault[]): void
  /** Lets held replies go. */
  release(): void
  /** Ends all workers: the next invocation is a cold start. */
  freshProcess(): Promise<void>

  labels(secret?: StagedSecret): Labels
  /** Id of the version with a label. */
  holder(label: string, secret?: StagedSecret): string | undefined
  /** Text of a version by id or label; undefined: none, or no text. */
  value(versionOrLabel: string, secret?: StagedSecret): string | undefined
  versions(
    secret?: StagedSecret,
  ): readonly {readonly id: string; readonly labels: readonly string[]; readonly text?: string}[]

  /** A call of an operator with all rights. Throws the service's error. */
  call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Another secret of the same function with a target of its own, like the first. Only where `hasSecond`. */
  readonly second: StagedSecret | undefined
  /** A second secret of the *same* target user. undefined: the target has no such thing. */
  readonly sibling: StagedSecret | undefined

  /** J so far. */
  seen(): readonly Seen[]
  /** Looks at versions and target now. */
  sample(): Promise<Sample>
  /** A seeded number, 0 ≤ x < 1, the same for the same scenario and seed. */
  random(): number

  /** From now on the sandbox behaves so. */
  behave(changes: Behaviour): void
  /** Replaces the stored text of a version, which no API can; undefined: takes it away. */
  spoil(versionOrLabel: string, text: string | undefined): void
  /**
   * Invokes the function, and while a `hold` keeps a call of it back, does something else; then the call goes on.
   * `meanwhile` absent: nothing was held back.
   */
  overlap<Result>(
    event: unknown,
    hold: Fault,
    meanwhile: () => Promise<Result>,
  ): Promise<{readonly first: StepResult; readonly meanwhile?: Result}>
}
