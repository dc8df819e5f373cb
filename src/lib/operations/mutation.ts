import type {Mutations} from '../aws/gateways.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {PlannedChange, RotationBefore} from '../journal/journal.ts'

/** One change to AWS as data: what is shown, journaled, re-checked and then sent. */
export interface Mutation<Result = unknown> {
  /** "secretsmanager:UpdateSecretVersionStage". */
  readonly action: string
  /** Full ARN of what changes. */
  readonly resource: string
  readonly scope: AwsScope
  /** The request without any value. */
  readonly request: Readonly<Record<string, unknown>>
  /** One line for a person: "AWSCURRENT  8c1e77b0 → 5f0d2a71". */
  readonly summary: string
  /** Equivalent `aws` command, quoted for a POSIX shell. */
  readonly aws: string
  readonly hits: Hits
  /** Commands that take it back, or why there is none. */
  readonly undo:
    | {readonly kind: 'commands'; readonly commands: readonly string[]}
    | {readonly kind: 'none'; readonly because: string}
  /** What the state must still be. Read again right before the call; a difference is STATE_CHANGED. */
  readonly fingerprint: string
  readFingerprint(): Promise<string>
  /** A changed fingerprint in words: "AWSPENDING is on c2f1a09e, the plan said 5f0d2a71". Absent: said in general. */
  describeChange?(found: string): string
  /** Sends it; called by mutate only. */
  send(mutations: Mutations): Promise<Result>
  /** Labels at planning time, for undo. */
  readonly labelsBefore?: Readonly<Record<string, readonly string[]>>
  /** The request that writes again what this one takes away, for undo. */
  readonly before?: PlannedChange
  /** What the same plan holds after this one, for whoever goes on after a crash. */
  readonly following?: readonly PlannedChange[]
  /** Function and schedule at planning time, for whoever brings them back. */
  readonly rotationBefore?: RotationBefore
  /** Facts a person attested and this rests on. */
  readonly attested?: readonly string[]
}

/** Whom a change hits. */
export type Hits = 'nobody' | 'new readers' | 'holders of the old value' | 'the whole VPC'
