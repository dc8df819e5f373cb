import type {Mutation} from '../mutation.ts'
import type {Found} from './found.ts'
import type {Trail} from './look.ts'
import type {Outcome} from './pattern.ts'
import type {Setup} from './setup.ts'

export interface NotifyOptions {
  /** Names or ARNs. Empty: nothing is added to the rule. */
  readonly secretIds: readonly string[]
  /** Addresses that are to be told by mail. */
  readonly emails: readonly string[]
  /** Absent: the topic that is told already, else one of our own. */
  readonly topicArn?: string | undefined
  /** Absent: what the rule has, else failed and abandoned. */
  readonly on?: readonly Outcome[] | undefined
  /** A test message follows. */
  readonly test: boolean
  /** Answers the question whether to do it. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** Package of the function, as the build leaves it. */
  readonly codeFile: string
}

export interface RemoveOptions {
  /** Names or ARNs; also of secrets that are gone. */
  readonly secretIds: readonly string[]
  readonly yes?: boolean | undefined
  /** `secrot-notify` answers for all but the topic, whose ARN has it taken away too. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
}

/** `already`, `absent`: it was so before, and no mutating call was made. */
export type NotifyOutcome =
  | 'listed'
  | 'planned'
  | 'declined'
  | 'set'
  | 'already'
  | 'removed'
  | 'rule-removed'
  | 'absent'
  | 'tested'

export interface NotifyResult {
  readonly outcome: NotifyOutcome
  readonly setup: Setup
  /** As last read. */
  readonly found: Found
  /** Watched secrets that there are no more. Absent: nobody looked. */
  readonly gone?: readonly string[]
  readonly trail: Trail
  /** What was shown, in the order in which it is sent. */
  readonly changes: readonly Mutation[]
  /** Whether a test message was published. */
  readonly tested: boolean
}
