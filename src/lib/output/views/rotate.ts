import {parseArn} from '../../arn.ts'
import type {WatchEnd} from '../../history/watch/ends.ts'
import type {RotationPlan} from '../../operations/rotate-plan.ts'
import type {RetireResult} from '../../operations/retire.ts'
import type {RotateResult} from '../../operations/rotate.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View} from '../view.ts'
import {type RetireJson, retireJson} from './retire.ts'
import type {RotatePlanFacts} from './rotate-plan.ts'
import {secretJson, type SecretJson} from './watch.ts'
import {watchEndJson} from './watch-json.ts'

/** The answer of `rotate --json`; members that do not apply are null. */
export interface RotateJson {
  readonly secret: SecretJson
  readonly outcome: RotateResult['outcome']
  readonly versionId: string
  readonly plan: {
    readonly function: string | null
    readonly owner: string | null
    readonly switchesOn: boolean
    readonly aws: string
  }
  readonly verdict: WatchEnd['kind'] | null
  readonly end: unknown
  readonly timeline: readonly unknown[]
  /** What became of the old credential; only with --compromised, and null where the rotation did not succeed. */
  readonly retired: RetireJson | null
}

/** What of a plan is shown. */
export function planFacts(plan: RotationPlan, ends?: RotatePlanFacts['ends']): RotatePlanFacts {
  const {secret, caller, ...rest} = plan
  const {scope, description, accountId} = secret
  const endpointUrl = scope.endpointsText ?? scope.endpointUrl
  return {
    ...rest,
    ...(ends === undefined ? {} : {ends}),
    name: description.name,
    accountId,
    region: parseArn(secret.arn)?.region ?? scope.region,
    callerArn: caller.arn,
    ...(endpointUrl === undefined ? {} : {endpointUrl}),
  }
}

/** A rotation that is not followed: begun, only planned, or declined. */
export const startedView: View<RotateResult> = ({plan, outcome}, options) => {
  const name = visible(plan.secret.description.name)
  if (outcome === 'planned') return `${options.theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${options.theme.mark('off')} declined, nothing was changed (exit 3)`
  return `${options.theme.mark('running')} started ${name}: AWSPENDING is on ${shortId(plan.versionId, options)}`
}

/** How to see what becomes of it. */
export function startedNext({plan}: RotateResult, functionWords: readonly string[]): string {
  return shellCommand(['secrot', 'watch', ...plan.words, '--version-id', plan.versionId, ...functionWords])
}

/** A rotation as the object of `--json`. */
export function rotateJson(
  {plan, outcome, watched}: RotateResult,
  withLogs: boolean,
  retired?: RetireResult,
): RotateJson {
  const base = {
    retired: retired === undefined ? null : retireJson(retired),
    secret: secretJson(plan.secret),
    outcome,
    versionId: plan.versionId,
    plan: planJson(plan),
  }
  if (watched === undefined) return {...base, verdict: null, end: null, timeline: []}
  return {...base, ...watchEndJson(watched.end, watched.lines, withLogs)}
}

export function planJson({functionName, owner, switchesOn, aws}: RotationPlan): RotateJson['plan'] {
  return {function: functionName ?? null, owner: owner ?? null, switchesOn, aws: shellCommand(aws.flat())}
}
