import type {Clients} from './clients.ts'
import type {Clock} from './clock.ts'
import type {SecretFacts} from './labels.ts'
import type {Log} from './log.ts'
import type {Settings} from './settings.ts'
import type {Step} from './event.ts'
import type {StoredValue} from './stored-value.ts'

/** What a step of a rotator works with. Values are read when they are asked for, once. */
export interface RotatorContext {
  /** As described at the start of this step. */
  readonly secret: SecretFacts
  /** Id of the version that is rotated to: the event's ClientRequestToken. */
  readonly versionId: string
  /** The new value, of the version that holds AWSPENDING. Refused where there is none. */
  pending(): Promise<StoredValue>
  /** Refused where no version is AWSCURRENT. */
  current(): Promise<StoredValue>
  /** undefined: no version is AWSPREVIOUS, or it has no value. */
  previous(): Promise<StoredValue | undefined>
  /** The value of any version; undefined: there is none. `wait`: as long as what was just stored may be invisible. */
  valueOf(versionId: string, options?: {readonly wait?: boolean}): Promise<StoredValue | undefined>
  /** Throws when the time limit of the function would come first. */
  readonly clock: Clock & {remainingMs(): number}
  readonly log: Log
  readonly settings: Settings
  /** SDK clients with time limits and retries; what fails through them is a CallFailed without the service's text. */
  readonly clients: Clients
  /** Has log and errors hide a text, such as a credential that was just made; answers it. */
  hide(text: string): string
}

/** What createSecret is to store. */
export interface Proposal {
  readonly value: StoredValue
  /**
   * Takes the new credential back: nothing was stored, or another invocation stored its own. Not called where nobody can
   * tell: the next attempt has to find what was made.
   */
  discard?(): Promise<void>
}

/** Why a step ended. */
export interface StepFailure {
  readonly step: Step
  /** The error's sentence, with nothing secret in it. */
  readonly reason: string
}

/**
 * How credentials of one kind are rotated. Event, labels, storing, promotion, idempotence, logs and errors are the
 * handler's (`handlerOf`): each of these is called only for a version that holds AWSPENDING and is not current, and is
 * called again with the same version after any interruption. None of them writes to the secret.
 */
export interface Rotator {
  readonly name: string
  /**
   * Makes the new credential. Called while the version has no value. undefined: another invocation has stored its own in
   * the meantime.
   */
  create(context: RotatorContext): Promise<Proposal | undefined>
  /** Makes the target take the pending value. Absent: it does since createSecret, or there is no target. */
  set?(context: RotatorContext): Promise<void>
  /** Throws unless the target takes the pending value. Changes nothing. Absent: there is no target. */
  test?(context: RotatorContext): Promise<void>
  /** Called just before AWSCURRENT moves, when AWSPREVIOUS is about to lose its label: retires what only that holds. */
  finish?(context: RotatorContext): Promise<void>
  /** Called by the invocation that moved AWSCURRENT. What it throws is logged and changes nothing. */
  promoted?(context: RotatorContext): Promise<void>
  /**
   * Called when a step has failed, each time, with a second for it where the time limit was why. Not called where the labels
   * did not allow the step, or could not be read. What it throws is logged and changes nothing.
   */
  failed?(context: RotatorContext, failure: StepFailure): Promise<void>
}
