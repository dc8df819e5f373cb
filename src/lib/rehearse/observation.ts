import type {Step} from './steps.ts'

/** Version id → labels, in the order in which they were attached. */
export type Labels = Readonly<Record<string, readonly string[]>>

/**
 * One entry of J: a call to an AWS service or a request to a target. Inputs and outputs hold secrets, so an entry never
 * leaves this process; reports show `describeCall`.
 */
export interface Seen {
  /** Place in the scenario, from 0. */
  readonly index: number
  /** Virtual epoch ms at its end. */
  readonly at: number
  /** Whose: the rotation function, or an operator's or client's hand in the script. */
  readonly by: 'function' | 'script'
  /** Set for the function's calls: number of the invocation in the scenario, from 0, and its step as it was sent. */
  readonly invocation?: number
  readonly step?: string
  /** Place among the calls of its invocation, from 1. */
  readonly call?: number
  /** `secretsmanager`, `iam`, `graphql`, `logins`. */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Permissions that the function's role needed for it; none for a call with other credentials than its own. */
  readonly needs: readonly Asked[]
  /** Permissions that it wanted of whoever made it: another role that the function assumed, a user of the target. */
  readonly asked: readonly Asked[]
  readonly output?: unknown
  readonly error?: {readonly code: string; readonly status: number; readonly message: string}
  /** Fault that struck it. Absent: none. */
  readonly fault?: string
  readonly tookEffect: boolean
  /** false for whatever may change something. */
  readonly readOnly: boolean
  /** Labels of the secret after it. */
  readonly labels: Labels
}

/** A question to a policy: whether somebody may do this to that. */
export interface Asked {
  readonly action: string
  readonly resource: string
}

export type InvocationEnd = 'returned' | 'failed' | 'timed-out' | 'killed' | 'not-loaded' | 'not-sent'

/** What one invocation of the function came to: F. Texts may hold secrets. */
export interface StepResult {
  /** Number of the invocation in the scenario, from 0; -1 when the service sent nothing. */
  readonly invocation: number
  /** As sent; items may send anything. */
  readonly step: string
  readonly event: unknown
  readonly ok: boolean
  readonly end: InvocationEnd
  /** Set unless it returned; for `not-sent` the service's own reason. */
  readonly error?: {readonly type: string; readonly message: string; readonly trace: string}
  /** What it returned or the error payload, as JSON text. */
  readonly payload: string
  /** Virtual. */
  readonly durationMs: number
  readonly log: readonly string[]
  /** Its calls, in order of their ends. */
  readonly calls: readonly Seen[]
  readonly pauses: readonly Pause[]
  readonly began: Place
  readonly ended: Place
}

/** A moment of the scenario: virtual epoch ms, and how many entries J had. */
export interface Place {
  readonly at: number
  readonly entries: number
}

/** A wait of the function that the sandbox shortened. */
export interface Pause {
  readonly ms: number
  /** Requests that were open meanwhile. */
  readonly inFlight: number
  /** Entries of J of the same invocation before it. */
  readonly afterCalls: number
}

/** All steps with one token: R, or as far as it came. */
export interface RotationResult {
  readonly token: string
  readonly steps: readonly StepResult[]
  /** Each of the four steps passed in the last attempt. */
  readonly ok: boolean
  /** The step that ended the last attempt. Absent: none did. */
  readonly failed?: StepResult
  /** How often the service began at createSecret. */
  readonly attempts: number
}

/** State of versions and target after one entry of J, or after time passed. */
export interface Sample {
  readonly at: number
  /** Entry of J that it follows; -1: the beginning; the same number again: time passed. */
  readonly after: number
  /** Step under way; undefined between steps. */
  readonly step?: Step
  readonly labels: Labels
  /** Versions whose value the target accepts now; undefined: nobody can say. */
  readonly accepted: readonly string[] | undefined
  /** For each of several places that values name: the versions that it accepts now. Absent: there is one place. */
  readonly places?: readonly (readonly string[])[]
  /** Credentials that the target would accept once everything has spread, with the versions that hold each. */
  readonly live: readonly LiveCredential[] | undefined
  /** Users whose logins the labelled versions are, where somebody looked. */
  readonly users?: readonly string[]
  /** Digest of the target and of what is beside it: the same when nothing changed. undefined: nobody can say. */
  readonly target: string | undefined
}

/** A credential at the target. `id` names it without revealing it. */
export interface LiveCredential {
  readonly id: string
  readonly createdAt: number
  readonly state: 'active' | 'retiring' | 'disabled'
  /** Ids of versions (labelled or not) whose value holds it. */
  readonly versions: readonly string[]
  /** Whether it was there before the scenario began. */
  readonly initial: boolean
}

/** A piece of a secret that turned up where it must not be. */
export interface Leak {
  readonly place: 'log' | 'error' | 'result' | 'tag' | 'description' | 'label' | 'file' | 'message' | 'other-call'
  /** Where exactly, without the piece. */
  readonly where: string
  readonly what: 'value' | 'rotation-token'
  readonly invocation: number
}

/** Everything that a scenario showed. */
export interface Observation<Facts = unknown> {
  readonly scenario: string
  readonly facts: Facts
  readonly secretArn: string
  readonly seen: readonly Seen[]
  readonly invocations: readonly StepResult[]
  readonly samples: readonly Sample[]
  /** The last sample. */
  readonly end: Sample
  readonly leaks: readonly Leak[]
  /** Clients with a cache that were refused: the moment and the version they used. undefined: nobody can say. */
  readonly rejections: readonly Rejection[] | undefined
  /** Uses of credentials at the target, oldest first. undefined: nobody can say. */
  readonly uses: readonly Use[] | undefined
}

/** An attempt to use a credential at the target. */
export interface Use {
  readonly at: number
  /** Entry of J that it is, or that it follows; -1: none. */
  readonly after: number
  readonly by: 'function' | 'script'
  /** Absent: the script's, or that of one of several which overlapped. */
  readonly invocation?: number
  readonly accepted: boolean
  /** Ids of versions whose value holds what was used. */
  readonly versions: readonly string[]
}

export interface Rejection {
  readonly at: number
  readonly after: number
  readonly version: string
  /** Held AWSCURRENT at that moment, or within the overlap before it. */
  readonly held: 'current' | 'cached'
}
