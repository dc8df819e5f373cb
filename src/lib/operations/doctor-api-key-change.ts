import {parseArn} from '../arn.ts'
import {earliestEnd} from '../doctor/api-keys.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {apiKeyEndMutation} from './api-key-end.ts'
import type {RepairScope} from './doctor-changes.ts'
import type {Mutation} from './mutation.ts'

/** The end of an API key moved, as a repair has planned it. */
export function apiKeyRepair(
  {run, facts, hits, attested}: RepairScope,
  call: Extract<PlanCall, {kind: 'api-key-expiry'}>,
): Mutation<void> {
  const {context, options} = run
  const {arn, environment} = facts
  const {apiId, key, expiresAt, was = 0} = call
  const {partition = 'aws', region = environment.region} = parseArn(arn) ?? {}
  const mutation = apiKeyEndMutation(context, {
    scope: {...context.scope, region},
    resource: `arn:${partition}:appsync:${region}:${environment.account}:apis/${apiId}`,
    call,
    hits,
    flags: options.scopeFlags,
    summary: `Let the API key …${key.last4} of API ${apiId} live until ${new Date(expiresAt).toISOString()}`,
    back: Math.max(was, earliestEnd(context.clock.now())),
  })
  return attested.length === 0 ? mutation : {...mutation, attested}
}
