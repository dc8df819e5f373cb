import type {Sandbox} from '../../sandbox/index.ts'
import type {Back} from '../engine/kept.ts'
import type {Actor} from '../engine/uses.ts'
import type {Target} from '../target.ts'

/** A call that went through the sandbox, as targets look at it for uses of their credentials. */
export interface SeenCall {
  readonly service: string
  readonly operation: string
  readonly accessKeyId: string
  readonly input: Readonly<Record<string, unknown>>
  readonly error?: {readonly status: number; readonly code: string}
}

/** A target on the stage, with what the engine needs beside what items need. */
export interface StagedTarget {
  readonly target: Target
  /** What stands for `{{name}}` in the template of the secret's value and in variables of the function. */
  readonly fields: Readonly<Record<string, string>>
  /** Secret bytes that the target has issued so far: searched for in whatever leaves the function. */
  issued(): readonly string[]
  noteCall(call: SeenCall, actor: Actor): void
  noteRefusedKey(accessKeyId: string, actor: Actor): void
  /** A new scenario begins. */
  begin(): void | Promise<void>
  /**
   * Keeps what it has noted so far beside the sandbox's own state; the result puts it back. Absent: the target is outside
   * the sandbox, and nothing puts it back to the middle of a scenario.
   */
  keep?(): Back
  stop?(): Promise<void>
}

/** Puts a target for one secret on the stage. `name` is what the user declared, or a name of the stage's own. */
export type TargetSetup = (sandbox: Sandbox, name: string) => Promise<StagedTarget> | StagedTarget
