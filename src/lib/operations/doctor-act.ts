import {EXIT, type ExitCode, SecrotError} from '../errors.ts'
import {holdLabel, type SecretFacts, valueOf} from '../doctor/facts.ts'
import {differenceOf, fingerprintOf} from '../doctor/fingerprint.ts'
import type {FixPlan, PlanCall} from '../doctor/plan.ts'
import {intervalOf} from '../rotation/interval.ts'
import {scheduleWords} from '../rotation/schedule-words.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {gatherFacts} from './doctor-facts.ts'
import {type Repairing, RepairStopped} from './doctor-act-state.ts'
import {rotateNow} from './doctor-act-rotate.ts'
import {sendStep} from './doctor-act-step.ts'
import {askAgain, listKeys} from './doctor-act-target.ts'
import {apiKeyRepair} from './doctor-api-key-change.ts'
import {
  keyMutation,
  labelChange,
  limitMutation,
  permissionMutation,
  scheduleMutation,
  switchOnMutation,
} from './doctor-changes.ts'
import {refreshedNewest} from './doctor-refresh.ts'
import {type DoctorRun, underWay} from './doctor-run.ts'
import {type KmsKeyCall, kmsKeyMutation, seeKmsKey} from './kms-key-change.ts'
import {type RolePolicyCall, rolePolicyMutation, seeRolePolicy} from './role-policy-change.ts'
import {seeLabels} from './see-labels.ts'
import {mutate} from './mutate.ts'
import {seeTimeLimit} from './time-limit-change.ts'
import type {Mutation} from './mutation.ts'

/** How a repair went. Nothing after a failed call was done. */
export interface Acted {
  readonly outcome: 'fixed' | 'failed' | 'refused'
  readonly callsMade: number
  readonly because?: string
  /** AWS's refusal decides the exit code. */
  readonly exit?: ExitCode
}

/**
 * Carries out a plan: reads everything again, stops with STATE_CHANGED at any difference, then makes call after call, each
 * only once the one before is seen in the labels.
 */
export async function act(run: DoctorRun, facts: SecretFacts, plan: FixPlan, events: DoctorEvents): Promise<Acted> {
  const patient = {arn: facts.arn, name: facts.name}
  const again = await underWay(run, `${facts.name}: reading everything again before acting`, () =>
    gatherFacts(refreshedNewest(run, facts.arn), patient, {inOrder: true}),
  )
  const difference = differenceOf(fingerprintOf(facts), fingerprintOf(again))
  if (difference !== undefined)
    return {outcome: 'refused', callsMade: 0, because: `STATE_CHANGED: ${difference}. Nothing was done`}
  const labels = valueOf(again.labels)
  if (labels === undefined) return {outcome: 'refused', callsMade: 0, because: 'the labels could not be read again'}
  const asked = again.target === 'unnamed' ? 'labels and events are' : 'labels, events and probe are'
  events.onStep({at: run.context.clock.now(), ok: true, name: 'read again', text: `${asked} as planned`})
  const repair: Repairing = {
    run,
    facts: again,
    hits: plan.hits,
    attested: plan.attested,
    events,
    now: labels.description,
    following: [],
    callsMade: 0,
    ...(plan.noUndoBecause === undefined ? {} : {noUndoBecause: plan.noUndoBecause}),
  }
  const memory = run.memory(facts.arn)
  memory.changedBefore ??= labels.description.lastChangedAt
  try {
    for (const [index, call] of plan.calls.entries()) {
      repair.following = plan.calls.slice(index + 1)
      await make(repair, call)
    }
    return {outcome: 'fixed', callsMade: repair.callsMade}
  } catch (error) {
    return stopped(error, repair.callsMade)
  } finally {
    memory.ownChangeAt = repair.now.lastChangedAt
  }
}

function stopped(error: unknown, callsMade: number): Acted {
  if (error instanceof RepairStopped) return {outcome: 'failed', callsMade, because: error.message}
  if (!(error instanceof SecrotError) || error.exit === EXIT.interrupted) throw error
  const because = `${error.code}: ${error.message}`
  if (error.code === 'STATE_CHANGED') return {outcome: callsMade === 0 ? 'refused' : 'failed', callsMade, because}
  return {outcome: 'failed', callsMade, because, exit: error.exit}
}

async function make(repair: Repairing, call: PlanCall): Promise<void> {
  if (call.kind === 'pin') return pin(repair, call)
  if (call.kind === 'move') return move(repair, call)
  if (call.kind === 'ask-target') return askAgain(repair, call.versionId)
  if (call.kind === 'list-keys') return listKeys(repair)
  if (call.kind === 'invoke') return sendStep(repair, call)
  if (call.kind === 'switch-on') return switchOn(repair, call)
  if (call.kind === 'change-schedule') return changeSchedule(repair, call)
  if (call.kind === 'add-permission') return allowInvoke(repair, call)
  if (call.kind === 'time-limit') return setTimeLimit(repair, call)
  if (call.kind === 'key-status') return setKeyStatus(repair, call)
  if (call.kind === 'api-key-expiry') return setApiKeyEnd(repair, call)
  if (call.kind === 'put-role-policy') return allowRole(repair, call)
  if (call.kind === 'enable-key' || call.kind === 'cancel-key-deletion') return reviveKmsKey(repair, call)
  if (call.kind === 'rotate') return rotateNow(repair)
  throw new Error(`${call.kind} only takes back and is never carried out here`)
}

async function pin(repair: Repairing, call: Extract<PlanCall, {kind: 'pin'}>): Promise<void> {
  const label = holdLabel(call.versionId)
  const isThere = (description: SecretDescription) => labelsOf(description.staging, call.versionId).includes(label)
  if (isThere(repair.now)) return
  await change(repair, labelChange(repair, call, repair.now), isThere, {
    name: 'kept',
    text: `${call.versionId} with ${label}`,
  })
}

async function move(repair: Repairing, call: Extract<PlanCall, {kind: 'move'}>): Promise<void> {
  const {label, from, to} = call
  const isMoved = (description: SecretDescription) =>
    to === undefined
      ? !labelsOf(description.staging, from ?? '').includes(label)
      : labelsOf(description.staging, to).includes(label)
  // AWS may have taken AWSPENDING off by itself meanwhile.
  if (to === undefined && isMoved(repair.now)) return
  const text = to === undefined ? `taken off ${from}` : from === undefined ? `on ${to}` : `${from} → ${to}`
  await change(repair, labelChange(repair, call, repair.now), isMoved, {name: label, text})
}

/** Sends one change of the secret and waits until the labels show it. A lost reply is looked for in them, too. */
async function change(
  repair: Repairing,
  mutation: Mutation,
  isThere: (description: SecretDescription) => boolean,
  step: {readonly name: string; readonly text: string},
): Promise<void> {
  const {run, facts, events} = repair
  const at = run.context.clock.now()
  repair.callsMade += 1
  const outcome = await mutate(run.context, mutation, {shown: true})
  const seen = await seeLabels(run.context, facts.arn, isThere)
  if (seen === undefined) {
    const lost = outcome.kind === 'unknown' ? ', and no reply came' : ''
    events.onStep({at, ok: false, ...step})
    throw new RepairStopped(`${mutation.summary} is not seen in DescribeSecret after 30 s${lost}`)
  }
  repair.now = seen.description
  const movesCurrent = step.name === 'AWSCURRENT'
  events.onStep({
    at,
    ok: true,
    name: step.name,
    text: movesCurrent ? `${step.text}, seen in DescribeSecret` : step.text,
    ...(movesCurrent ? {seenAt: seen.at} : {}),
  })
}

async function switchOn(repair: Repairing, call: Extract<PlanCall, {kind: 'switch-on'}>): Promise<void> {
  const isOn = (description: SecretDescription) => description.rotationEnabled === true
  await change(repair, switchOnMutation(repair, call, repair.now), isOn, {
    name: 'rotation',
    text: 'switched on with its recorded rules',
  })
}

async function changeSchedule(repair: Repairing, call: Extract<PlanCall, {kind: 'change-schedule'}>): Promise<void> {
  const wanted = intervalOf({rotationRules: call.rules})
  const isSet = (description: SecretDescription) => intervalOf(description) === wanted
  await change(repair, scheduleMutation(repair, call, repair.now), isSet, {
    name: 'schedule',
    text: `${scheduleWords(call.rules)}, seen in DescribeSecret`,
  })
}

async function allowInvoke(repair: Repairing, call: Extract<PlanCall, {kind: 'add-permission'}>): Promise<void> {
  await send(repair, await permissionMutation(repair, call))
  said(repair, 'permission', `statement ${call.statementId} added`)
}

/** Until Lambda has taken a change over, a function is one that is being updated: the next look would find that. */
async function setTimeLimit(repair: Repairing, call: Extract<PlanCall, {kind: 'time-limit'}>): Promise<void> {
  const {context} = repair.run
  const mutation = await limitMutation(repair, call)
  await send(repair, mutation)
  if (!(await seeTimeLimit(context, mutation.scope, call)))
    throw new RepairStopped(`the time limit of ${call.functionArn} is not seen as changed after 30 s`)
  said(repair, 'time limit', `${call.seconds}s, seen in GetFunctionConfiguration`)
}

async function setKeyStatus(repair: Repairing, call: Extract<PlanCall, {kind: 'key-status'}>): Promise<void> {
  await send(repair, keyMutation(repair, call))
  said(repair, 'key', `…${call.accessKeyId.slice(-4)} of ${call.userName} is ${call.active ? 'active' : 'inactive'}`)
}

async function setApiKeyEnd(repair: Repairing, call: Extract<PlanCall, {kind: 'api-key-expiry'}>): Promise<void> {
  await send(repair, apiKeyRepair(repair, call))
  said(repair, 'key', `…${call.key.last4} lives until ${new Date(call.expiresAt).toISOString()}`)
}

async function allowRole(repair: Repairing, call: RolePolicyCall): Promise<void> {
  const mutation = rolePolicyMutation(repair, call)
  await send(repair, mutation)
  if (!(await seeRolePolicy(repair.run.context, mutation.scope, call)))
    throw new RepairStopped(`policy ${call.policyName} of role ${call.roleName} is not seen after 30 s`)
  said(repair, 'role', `${call.roleName} has policy ${call.policyName}, seen in GetRolePolicy`)
}

async function reviveKmsKey(repair: Repairing, call: KmsKeyCall): Promise<void> {
  const mutation = kmsKeyMutation(repair, call)
  await send(repair, mutation)
  const state = await seeKmsKey(repair.run.context, mutation.scope, call)
  if (state === undefined) throw new RepairStopped(`the state of ${call.keyArn} is not seen as changed after 30 s`)
  said(repair, 'key', `${call.keyArn} is ${state}, seen in DescribeKey`)
}

/** A change of something else than the secret: without a reply nobody knows, and the next diagnosis will look. */
async function send(repair: Repairing, mutation: Mutation): Promise<void> {
  repair.callsMade += 1
  const outcome = await mutate(repair.run.context, mutation, {shown: true})
  if (outcome.kind === 'unknown') throw new RepairStopped(`no reply came: ${outcome.error.message}`)
}

function said({run, events}: Repairing, name: string, text: string): void {
  events.onStep({at: run.context.clock.now(), ok: true, name, text})
}
