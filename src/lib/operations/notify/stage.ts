import type {AwsScope} from '../../aws/gateways.ts'
import type {AwsCall} from '../../doctor/plan.ts'
import type {Context} from '../context.ts'
import {awsCommand} from '../doctor-aws.ts'
import type {Mutation} from '../mutation.ts'
import type {Found} from './found.ts'
import type {Reads} from './look.ts'
import type {Setup} from './setup.ts'

/** What the changes of a setup are made from. */
export interface NotifyStage {
  readonly context: Context
  readonly scope: AwsScope
  readonly setup: Setup
  readonly reads: Reads
  /** As last read. */
  readonly found: Found
}

/** A change, but for what all changes of a setup share. */
interface Sketch<State> {
  readonly resource: string
  readonly summary: string
  readonly call: AwsCall
  /** The call that takes it back, or why there is none. */
  readonly back: AwsCall | {readonly because: string}
  readonly was: State
  readonly read: () => Promise<State>
  readonly send: Mutation['send']
}

/** IAM's name of the action behind a call. */
const ACTIONS: Readonly<Record<string, string>> = {'lambda:Invoke': 'lambda:InvokeFunction'}

/**
 * A mutation of a setup: tied to what `read` answers, which must still be `was` right before it is sent. What is compared
 * is their JSON.
 */
export function mutationOf<State>({context, scope}: NotifyStage, sketch: Sketch<State>): Mutation {
  const {resource, summary, call, back, was, read, send} = sketch
  const flags = context.scopeFlags(scope).aws
  const action = `${call.service}:${call.operation}`
  return {
    action: ACTIONS[action] ?? action,
    resource,
    scope,
    request: call.input,
    summary,
    aws: awsCommand(call, flags),
    hits: 'nobody',
    undo:
      'because' in back
        ? {kind: 'none', because: back.because}
        : {kind: 'commands', commands: [awsCommand(back, flags)]},
    fingerprint: printOf(was),
    readFingerprint: async () => printOf(await read()),
    describeChange: () => `${resource} is no longer as it was read`,
    send,
  }
}

function printOf(state: unknown): string {
  return JSON.stringify(state) ?? 'absent'
}
