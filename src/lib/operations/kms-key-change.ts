import type {AwsScope} from '../aws/gateways.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import type {RepairScope} from './doctor-changes.ts'
import {regionOf} from './doctor-facts.ts'
import type {Mutation} from './mutation.ts'

export type KmsKeyCall = Extract<PlanCall, {kind: 'enable-key' | 'cancel-key-deletion'}>

/** KMS changes reach all of its machines within seconds (KMS developer guide, eventual consistency). */
const VISIBLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1000

/** The state that a key is in before a call of a repair; that of a cancelled deletion is Disabled after it. */
const before = {'cancel-key-deletion': 'PendingDeletion', 'enable-key': 'Disabled'} as const
const after = {'cancel-key-deletion': 'Disabled', 'enable-key': 'Enabled'} as const

/** One step that brings a key back into use, allowed only in the state that the step is for. */
export function kmsKeyMutation({run, facts, hits, attested}: RepairScope, call: KmsKeyCall): Mutation<void> {
  const {context, options} = run
  const scope = {...context.scope, region: regionOf(run, facts.arn)}
  const {keyArn, kind} = call
  const enables = kind === 'enable-key'
  return {
    scope,
    hits,
    resource: keyArn,
    action: enables ? 'kms:EnableKey' : 'kms:CancelKeyDeletion',
    request: awsCallOf(call, facts.arn)?.input ?? {},
    aws: awsTextOf(call, facts.arn, options.scopeFlags),
    summary: enables ? `Enable the KMS key ${keyArn}` : `Cancel the deletion of the KMS key ${keyArn}`,
    undo: {kind: 'none', because: 'disabling a key, or scheduling its deletion, is for its administrator to decide'},
    fingerprint: before[kind],
    readFingerprint: () => stateOf(context, scope, keyArn),
    describeChange: found => `${keyArn} is ${found}, the plan said ${before[kind]}`,
    send: mutations => (enables ? mutations.kms.enable({keyArn}) : mutations.kms.cancelDeletion({keyArn})),
    ...(attested.length === 0 ? {} : {attested}),
  }
}

/** Waits until KMS shows what a step made of a key; undefined when that is not so within 30 seconds. */
export async function seeKmsKey(context: Context, scope: AwsScope, call: KmsKeyCall): Promise<string | undefined> {
  const until = context.clock.now() + VISIBLE_WITHIN_MS
  for (;;) {
    const state = await stateOf(context, scope, call.keyArn)
    if (state === after[call.kind]) return state
    if (context.clock.now() >= until) return undefined
    await context.clock.sleep(LOOK_EVERY_MS, context.signal)
  }
}

async function stateOf(context: Context, scope: AwsScope, keyArn: string): Promise<string> {
  return (await context.aws(scope).kms.key(keyArn, {signal: context.signal}))?.state ?? 'gone'
}
