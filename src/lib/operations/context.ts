import type {CommandProbeOptions} from '../probes/command.ts'
import type {Probe} from '../probes/probe.ts'
import type {AwsScope, CallerIdentity, Gateways, Mutations, ScopeFlags} from '../aws/gateways.ts'
import type {Config} from '../config/config.ts'
import type {Journal} from '../journal/journal.ts'
import type {PastChange} from '../journal/past.ts'
import type {Kind} from '../rehearse/kind.ts'
import type {DeployedFunction, Rehearsal} from '../rehearse/record.ts'

/** Everything an operation may touch, one per run. Operations read no environment, no terminal and no wall clock. */
export interface Context {
  /** Scope of the command line: profile, region, endpoint. */
  readonly scope: AwsScope
  /** Flags that every printed command needs to reach a scope from the shell of this run; absent fields are those of `scope`. */
  scopeFlags(scope?: Partial<AwsScope>): ScopeFlags
  /** Gateways of a scope; absent fields are those of `scope`. Clients are made on first use and kept for the run. */
  aws(scope?: Partial<AwsScope>): Gateways
  /** Mutating gateways; only operations/mutate.ts calls this (test/structure.test.ts). */
  mutations(scope?: Partial<AwsScope>): Mutations
  /** sts:GetCallerIdentity of a scope, asked once per scope and run. */
  caller(scope?: Partial<AwsScope>): Promise<CallerIdentity>
  /** Forgets all credentials and clients, so that the next call asks the chain again: for those that were renewed meanwhile. */
  renewCredentials(): void
  /** How other accounts are reached where no flag says it. Absent: the command reads no configuration. */
  readonly otherAccounts?: OtherAccounts
  readonly journal: Journal
  /** What runs on this machine have changed since a moment, epoch milliseconds, newest run first; this run's too. */
  changesSince(at: number): Promise<readonly PastChange[]>
  readonly probes: Probes
  readonly rehearsals: Rehearsals
  readonly clock: Clock
  readonly random: Random
  readonly ask: Ask
  readonly progress: Progress
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** AWS actions called so far, in order ("secretsmanager:DescribeSecret"); the tests compare it with the declared ones. */
  readonly calledActions: readonly string[]
}

/** The accounts of the configuration file, which is read with the first use. */
export interface OtherAccounts {
  /** `--config` as typed: printed commands need it too. Absent: the user's own file, or none. */
  readonly configFile?: string
  /** Ways to accounts, by their ids. Throws CONFIG_REFUSED and CONFIG_INVALID (exit 2). */
  map(): Promise<Config['accounts']>
}

export interface Clock {
  /** Epoch milliseconds, on AWS's clock when the machine's is off by more than five minutes. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** AWS's clock less the machine's, milliseconds, once it was taken over; 0 when both agree. Absent: not measured. */
  readonly skewMs?: number
}

export interface Random {
  uuid(): string
  /** 0 ≤ x < 1, for jitter only. */
  unit(): number
  bytes(length: number): Uint8Array
}

/** Questions. Where nobody can answer, `confirm` throws SecrotError QUESTION_WITHOUT_TERMINAL (exit 2) that names the flag. */
export interface Ask {
  /** true: someone can answer. */
  readonly interactive: boolean
  /** Enter means no. */
  confirm(question: Question): Promise<boolean>
  /** One of several ways on, by its letter and Enter; there is no default. Throws like `confirm` where nobody can answer. */
  choose(choice: Choice): Promise<string>
  /** Waits until somebody presses Enter, which changes nothing. Only where `interactive`. */
  pressEnter(message: string): Promise<void>
}

export interface Choice {
  /** In the order in which they are shown: `next [n], stop [q]`. */
  readonly ways: readonly {readonly letter: string; readonly name: string}[]
  /** The flags that say the same. */
  readonly answeredBy: string
}

export interface Question {
  readonly message: string
  /** The flag that answers it, shown beside the question. Absent: no flag does. */
  readonly answeredBy?: string
  /** Given by that flag. Absent: somebody is asked. */
  readonly answer?: boolean | undefined
  /** What must be typed for a yes, for what takes something away. Absent: y or yes. */
  readonly typed?: string
}

/** What happens while it happens. Operations say facts; cli decides how they look (stderr). */
export interface Progress {
  /** A finished line of the story. On a terminal that is too narrow it is broken as `fit` says; absent: not at all. */
  line(text: string, fit?: LineFit): void
  /** The current activity, redrawn in place on a terminal and dropped in a pipe. Empty text ends it. */
  activity(text: string): void
  warn(text: string): void
}

/** How a line is broken that is too long. */
export interface LineFit {
  /** What is broken off is indented by so many cells. */
  readonly indent: number
  /** What follows the indent is a command: it is broken before its options, so that it can still be pasted. Absent: words. */
  readonly command?: true
}

/** Records of rehearsals that lie on this machine. */
export interface Rehearsals {
  /** Whether there is any, kept here or shipped: where there is none, no function has to be looked at to know that it was never rehearsed. */
  any(): Promise<boolean>
  /** What is known of exactly this code, handler, runtime, layers and variables. */
  of(fn: DeployedFunction): Promise<Rehearsal>
  /** Kind of the packaged rotator whose code this is; undefined: it is none's. */
  packagedKind(codeSha256: string): Promise<Kind | undefined>
}

/** Ways to ask targets that are neither AWS's nor built in. */
export interface Probes {
  /** Makes the probe of `--probe 'CMD ARG…'`, loading on use what starts processes. */
  command(options: CommandProbeOptions): Promise<Probe>
}
