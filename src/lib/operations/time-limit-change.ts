import type {AwsScope} from '../aws/gateways.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import type {Mutation} from './mutation.ts'

type LimitCall = Extract<PlanCall, {kind: 'time-limit'}>

/** An update of a function takes some seconds (https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html). */
const VISIBLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1000

/** Another time limit of a function, tied to the revision that was read; `before`: the seconds that it has. */
export function timeLimitMutation(context: Context, scope: AwsScope, call: LimitCall, before: number): Mutation<void> {
  const {functionArn, seconds, revisionId} = call
  const back: LimitCall = {kind: 'time-limit', functionArn, seconds: before}
  const {lambda} = context.aws(scope)
  return {
    scope,
    resource: functionArn,
    action: 'lambda:UpdateFunctionConfiguration',
    request: awsCallOf(call, '')?.input ?? {},
    aws: awsTextOf(call, '', context.scopeFlags(scope).aws),
    summary: `Let ${functionArn} run for ${seconds}s in place of ${before}s`,
    hits: 'nobody',
    undo: {kind: 'commands', commands: [awsTextOf(back, '', context.scopeFlags(scope).aws)]},
    fingerprint: revisionId ?? 'no revision',
    readFingerprint: async () =>
      (await lambda.configuration(functionArn, {signal: context.signal}))?.revisionId ?? 'no revision',
    describeChange: () => `${functionArn} is no longer the function that was read`,
    send: mutations =>
      mutations.lambda.setTimeLimit({functionArn, seconds, ...(revisionId === undefined ? {} : {revisionId})}),
  }
}

/** Waits until the function has the limit and is no longer being updated; false when that is not so within 30 seconds. */
export async function seeTimeLimit(
  context: Context,
  scope: AwsScope,
  {functionArn, seconds}: LimitCall,
): Promise<boolean> {
  const {lambda} = context.aws(scope)
  const until = context.clock.now() + VISIBLE_WITHIN_MS
  for (;;) {
    const found = await lambda.configuration(functionArn, {signal: context.signal})
    if (found?.timeoutMs === seconds * 1000 && found.lastUpdateStatus !== 'InProgress') return true
    if (context.clock.now() >= until) return false
    await context.clock.sleep(LOOK_EVERY_MS, context.signal)
  }
}
