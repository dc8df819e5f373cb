import type {AwsScope} from '../aws/gateways.ts'
import {type Fact, holdLabel, type SecretFacts, valueOf} from '../doctor/facts.ts'
import type {PlanCall, PlanHits} from '../doctor/plan.ts'
import type {PlannedChange} from '../journal/journal.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {scheduleWords} from '../rotation/schedule-words.ts'
import {rotationOf} from './disable-plan.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {regionOf} from './doctor-facts.ts'
import {functionScope} from './doctor-function.ts'
import type {DoctorRun} from './doctor-run.ts'
import {type LabelMove, labelMutation, secretMutation} from './label-mutation.ts'
import type {Mutation} from './mutation.ts'
import {addPermissionMutation} from './permission-changes.ts'
import {timeLimitMutation} from './time-limit-change.ts'

export const doctorChangeActions = [
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:RotateSecret',
  'lambda:InvokeFunction',
  'lambda:AddPermission',
  'lambda:UpdateFunctionConfiguration',
  'iam:PutRolePolicy',
  'iam:UpdateAccessKey',
  'kms:EnableKey',
  'kms:CancelKeyDeletion',
  'appsync:UpdateApiKey',
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
type ScheduleCall = Extract<PlanCall, {kind: 'change-schedule'}>
type PermissionCall = Extract<PlanCall, {kind: 'add-permission'}>
type LimitCall = Extract<PlanCall, {kind: 'time-limit'}>
type KeyCall = Extract<PlanCall, {kind: 'key-status'}>

/** One label move, allowed only while the labels are as `now` shows them. */
export function labelChange(repair: RepairScope, call: LabelCall, now: SecretDescription): Mutation<void> {
  const {run, facts, hits, attested, noUndoBecause} = repair
  const place = {arn: facts.arn, scope: scopeOf(repair), flags: run.options.scopeFlags}
  const mutation = labelMutation(run.context, place, moveOf(call), {now, hits})
  const oneWay = call.kind === 'move' && call.label === AWSCURRENT && noUndoBecause !== undefined
  return {
    ...mutation,
    following: followingOf(repair),
    ...(oneWay ? {undo: {kind: 'none', because: noUndoBecause}} : {}),
    ...(attested.length === 0 ? {} : {attested}),
  }
}

/** The rest of the plan, as whoever goes on after a crash finds it in the journal. */
function followingOf({following = [], facts}: RepairScope): readonly PlannedChange[] {
  return following.flatMap(call => {
    const aws = awsCallOf(call, facts.arn)
    return aws === undefined ? [] : [{action: `${aws.service}:${aws.operation}`, request: aws.input}]
  })
}

function moveOf(call: LabelCall): LabelMove {
  if (call.kind === 'pin') return {label: holdLabel(call.versionId), to: call.versionId}
  const {kind: _, ...move} = call
  return move
}

function scopeOf({run, facts}: RepairScope): AwsScope {
  return fullScope(run, {region: regionOf(run, facts.arn)})
}

/** RotateSecret with the recorded rules that does not rotate at once. */
export function switchOnMutation(repair: RepairScope, call: SwitchOnCall, now: SecretDescription): Mutation {
  const {run, facts} = repair
  return {
    ...secretChange(repair, call, now),
    action: 'secretsmanager:RotateSecret',
    summary: `Switch the rotation of ${facts.name} on`,
    undo: {kind: 'commands', commands: [awsTextOf({kind: 'cancel-rotation'}, facts.arn, run.options.scopeFlags)]},
    send: rotateLater(repair, call),
  }
}

/** RotateSecret with another schedule for a rotation that is on, which does not rotate at once either. */
export function scheduleMutation(repair: RepairScope, call: ScheduleCall, now: SecretDescription): Mutation {
  const {run, facts} = repair
  const back = {...call, rules: now.rotationRules ?? {}}
  return {
    ...secretChange(repair, call, now),
    action: 'secretsmanager:RotateSecret',
    summary: `Rotate ${facts.name} ${scheduleWords(call.rules)}, without rotating now; AWS runs testSecret of its function`,
    undo: {kind: 'commands', commands: [awsTextOf(back, facts.arn, run.options.scopeFlags)]},
    rotationBefore: rotationOf(now),
    send: rotateLater(repair, call),
  }
}

function rotateLater({run, facts}: RepairScope, {rules, functionArn}: SwitchOnCall | ScheduleCall): Mutation['send'] {
  return mutations =>
    mutations.secrets.rotate({
      arn: facts.arn,
      clientRequestToken: run.context.random.uuid(),
      rotateImmediately: false,
      rules,
      ...(functionArn === undefined ? {} : {functionArn}),
    })
}

/** AddPermission tied to the revision of the policy that was read. */
export async function permissionMutation(repair: RepairScope, call: PermissionCall): Promise<Mutation<void>> {
  const {run, hits, attested} = repair
  const scope = fullScope(run, known(await functionScope(run, call.functionArn)))
  const mutation = addPermissionMutation(run.context, scope, call)
  return {...mutation, hits, ...(attested.length === 0 ? {} : {attested})}
}

/** UpdateFunctionConfiguration tied to the revision of the function that was read. */
export async function limitMutation(repair: RepairScope, call: LimitCall): Promise<Mutation<void>> {
  const {run, facts, hits, attested} = repair
  const scope = fullScope(run, known(await functionScope(run, call.functionArn)))
  const found = valueOf(facts.function)
  const before = found?.kind === 'found' ? found.configuration.timeoutMs / 1000 : call.seconds
  const mutation = timeLimitMutation(run.context, scope, call, before)
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
export function secretChange(repair: RepairScope, call: PlanCall, now: SecretDescription) {
  const {run, facts} = repair
  const scope = scopeOf(repair)
  const secret = secretMutation(run.context, {arn: facts.arn, scope}, now)
  return {...common(repair, call, scope), ...secret, following: followingOf(repair)}
}

function fullScope(run: DoctorRun, scope: Partial<AwsScope>): AwsScope {
  return {...run.context.scope, ...scope}
}

/** A plan exists only where these facts were read. */
function known<T>(fact: Fact<T>): T {
  if (fact.kind === 'unknown') throw new Error(`a plan was made on a fact that is not known: ${fact.reason}`)
  return fact.value
}
