import type {AwsScope} from '../aws/gateways.ts'
import {type Fact, holdLabel, type SecretFacts, valueOf} from '../doctor/facts.ts'
import type {PlanCall, PlanHits} from '../doctor/plan.ts'
import type {PlannedChange} from '../journal/journal.ts'
import type {LabelMove} from '../rotation/label-algebra.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {regionOf} from './doctor-facts.ts'
import {functionScope} from './doctor-function.ts'
import type {DoctorRun} from './doctor-run.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import {moveText} from './label-moves.ts'
import type {Mutation} from './mutation.ts'
import {addPermissionMutation} from './permission-changes.ts'

export const doctorChangeActions = [
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:RotateSecret',
  'lambda:InvokeFunction',
  'lambda:AddPermission',
  'iam:UpdateAccessKey',
] as const

/** What all changes of one repair have in common. */
export interface RepairScope {
  readonly run: DoctorRun
  readonly facts: SecretFacts
  readonly hits: PlanHits
  readonly attested: readonly string[]
  /** Calls of the plan that are still to be made. Absent: none. */
  readonly following?: readonly PlanCall[]
  /** Why AWSCURRENT is not moved back. Absent: it can be. */
  readonly noUndoBecause?: string
}

type LabelCall = Extract<PlanCall, {kind: 'pin' | 'move'}>
type SwitchOnCall = Extract<PlanCall, {kind: 'switch-on'}>
type PermissionCall = Extract<PlanCall, {kind: 'add-permission'}>
type KeyCall = Extract<PlanCall, {kind: 'key-status'}>

/** One label move, allowed only while the labels are as `now` shows them. */
export function labelMutation(repair: RepairScope, call: LabelCall, now: SecretDescription): Mutation<void> {
  const move: LabelMove = call.kind === 'pin' ? {label: holdLabel(call.versionId), to: call.versionId} : call
  const {arn} = repair.facts
  return {
    ...secretMutation(repair, call, now),
    action: 'secretsmanager:UpdateSecretVersionStage',
    summary: moveText(move),
    undo:
      move.label === AWSCURRENT && repair.noUndoBecause !== undefined
        ? {kind: 'none', because: repair.noUndoBecause}
        : {kind: 'commands', commands: undoOf(repair, move)},
    send: mutations =>
      mutations.secrets.moveLabel({
        arn,
        label: move.label,
        ...(move.from === undefined ? {} : {from: move.from}),
        ...(move.to === undefined ? {} : {to: move.to}),
      }),
  }
}

/** RotateSecret with the recorded rules that does not rotate at once. */
export function switchOnMutation(repair: RepairScope, call: SwitchOnCall, now: SecretDescription): Mutation {
  const {run, facts} = repair
  return {
    ...secretMutation(repair, call, now),
    action: 'secretsmanager:RotateSecret',
    summary: `Switch the rotation of ${facts.name} on`,
    undo: {kind: 'commands', commands: [awsTextOf({kind: 'cancel-rotation'}, facts.arn, run.options.scopeFlags)]},
    send: mutations =>
      mutations.secrets.rotate({
        arn: facts.arn,
        clientRequestToken: run.context.random.uuid(),
        rotateImmediately: false,
        rules: call.rules,
        ...(call.functionArn === undefined ? {} : {functionArn: call.functionArn}),
      }),
  }
}

/** AddPermission tied to the revision of the policy that was read. */
export async function permissionMutation(repair: RepairScope, call: PermissionCall): Promise<Mutation<void>> {
  const {run, hits, attested} = repair
  const scope = fullScope(run, known(await functionScope(run, call.functionArn)))
  const mutation = addPermissionMutation(run.context, scope, call)
  return {...mutation, hits, ...(attested.length === 0 ? {} : {attested})}
}

/** One access key made active or inactive, allowed only while it is what it was. */
export function keyMutation(repair: RepairScope, call: KeyCall): Mutation<void> {
  const {run, facts} = repair
  const scope = fullScope(run, {region: regionOf(run, facts.arn)})
  const {iam} = run.context.aws(scope)
  const readStatus = async () => {
    const keys = await iam.listAccessKeys(call.userName, {signal: run.context.signal})
    const key = keys.find(other => other.accessKeyId === call.accessKeyId)
    const used = await iam.accessKeyLastUsed(call.accessKeyId, {signal: run.context.signal})
    return JSON.stringify([key?.active ?? null, used.lastUsedAt ?? null])
  }
  const known = valueOf(facts.keys)?.keys.find(key => key.accessKeyId === call.accessKeyId)
  return {
    ...common(repair, call, scope),
    action: 'iam:UpdateAccessKey',
    resource: `arn:aws:iam::${facts.environment.account}:user/${call.userName}`,
    summary: `Make the access key …${call.accessKeyId.slice(-4)} of ${call.userName} ${call.active ? 'active' : 'inactive'}`,
    undo: {kind: 'commands', commands: [awsTextOf({...call, active: !call.active}, facts.arn, run.options.scopeFlags)]},
    fingerprint: JSON.stringify([known?.active ?? null, known?.lastUsedAt ?? null]),
    readFingerprint: readStatus,
    send: mutations =>
      mutations.iam.setAccessKeyStatus({
        userName: call.userName,
        accessKeyId: call.accessKeyId,
        active: call.active,
      }),
  }
}

function common(repair: RepairScope, call: PlanCall, scope: AwsScope) {
  const {run, facts, hits, attested} = repair
  return {
    scope,
    hits,
    request: awsCallOf(call, facts.arn)?.input ?? {},
    aws: awsTextOf(call, facts.arn, run.options.scopeFlags),
    ...(attested.length === 0 ? {} : {attested}),
  }
}

/** A change of the secret itself: what it must still be are its labels, its rotation and its last change. */
export function secretMutation(repair: RepairScope, call: PlanCall, now: SecretDescription) {
  const {run, facts} = repair
  const scope = fullScope(run, {region: regionOf(run, facts.arn)})
  const {secrets} = run.context.aws(scope)
  return {
    ...common(repair, call, scope),
    resource: facts.arn,
    fingerprint: labelFingerprint(now),
    readFingerprint: async () => labelFingerprint(await secrets.describe(facts.arn, {signal: run.context.signal})),
    describeChange: (found: string) => labelChangeText(labelFingerprint(now), found),
    labelsBefore: Object.fromEntries(now.staging),
    following: (repair.following ?? []).flatMap(next => plannedChange(next, facts.arn)),
  }
}

function plannedChange(call: PlanCall, secretArn: string): readonly PlannedChange[] {
  const aws = awsCallOf(call, secretArn)
  return aws === undefined ? [] : [{action: `${aws.service}:${aws.operation}`, request: aws.input}]
}

function undoOf(
  repair: RepairScope,
  move: {readonly label: string; readonly from?: string; readonly to?: string},
): readonly string[] {
  const back = {
    kind: 'move' as const,
    label: move.label,
    ...(move.to === undefined ? {} : {from: move.to}),
    ...(move.from === undefined ? {} : {to: move.from}),
  }
  return [awsTextOf(back, repair.facts.arn, repair.run.options.scopeFlags)]
}

function fullScope(run: DoctorRun, scope: Partial<AwsScope>): AwsScope {
  return {...run.context.scope, ...scope}
}

/** A plan exists only where these facts were read. */
function known<T>(fact: Fact<T>): T {
  if (fact.kind === 'unknown') throw new Error(`a plan was made on a fact that is not known: ${fact.reason}`)
  return fact.value
}
