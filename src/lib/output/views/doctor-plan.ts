import type {PlanCall} from '../../doctor/plan.ts'
import type {PlanReport} from '../../operations/doctor-result.ts'
import {type LineOptions, said} from './doctor-lines.ts'
import {scheduleWords} from '../../rotation/schedule-words.ts'
import {nameOf} from './journal-words.ts'

/** The calls of a plan, numbered, in words. */
export function planLines(plan: PlanReport, options: LineOptions): readonly string[] {
  const {steps} = plan
  const current = steps.find(step => step.kind === 'move' && step.label === 'AWSCURRENT')
  const promoted = current?.kind === 'move' ? current.to : undefined
  const lines = steps.map((step, index) => `${index + 1} ${said(callText(step, promoted, options), options)}`)
  return plan.followedBy === null ? lines : [...lines, `then ${plan.followedBy}, in a question of its own`]
}

export function callText(call: PlanCall, promoted: string | undefined, {theme}: LineOptions): string {
  const {arrow} = theme.signs
  switch (call.kind) {
    case 'pin':
      return `UpdateSecretVersionStage  secrot-hold-${call.versionId}  on ${call.versionId}, which keeps it from being lost`
    case 'move':
      return `UpdateSecretVersionStage  ${call.label}  ${moveText(call, promoted, arrow)}`
    case 'ask-target':
      return `ask the target again with ${call.versionId}`
    case 'list-keys':
      return `ListAccessKeys  ${call.userName ?? 'of the user in the value'}, to see whether one is left over`
    case 'invoke':
      return `Invoke  ${call.step} with ${call.versionId}`
    case 'rotate':
      return 'RotateSecret  with a new token, and follow it'
    case 'switch-on':
      return 'RotateSecret  with the recorded rules, RotateImmediately=false'
    case 'change-schedule':
      return `RotateSecret  ${scheduleWords(call.rules, theme.signs.dash)}, RotateImmediately=false`
    case 'cancel-rotation':
      return 'CancelRotateSecret'
    case 'add-permission':
      return `AddPermission  ${call.statementId}, for account ${call.sourceAccount}`
    case 'remove-permission':
      return `RemovePermission  ${call.statementId}`
    case 'key-status':
      return `UpdateAccessKey  …${call.accessKeyId.slice(-4)} of ${call.userName} ${arrow} ${call.active ? 'Active' : 'Inactive'}`
    case 'time-limit':
      return `UpdateFunctionConfiguration  ${nameOf(call.functionArn)} ${arrow} ${call.seconds}s`
    case 'put-role-policy':
      return `PutRolePolicy  ${call.policyName} in role ${call.roleName}`
    case 'remove-role-policy':
      return `DeleteRolePolicy  ${call.policyName} of role ${call.roleName}`
    case 'enable-key':
      return `EnableKey  ${call.keyArn}`
    case 'cancel-key-deletion':
      return `CancelKeyDeletion  ${call.keyArn}, which leaves it disabled`
    case 'delete-key':
      return `DeleteAccessKey  …${call.accessKeyId.slice(-4)} of ${call.userName}`
    case 'api-key-expiry':
      return `UpdateApiKey  …${call.key.last4} of API ${call.apiId} ends ${new Date(call.expiresAt).toISOString()}`
    case 'delete-api-key':
      return `DeleteApiKey  …${call.key.last4} of API ${call.apiId}`
    default:
      return call satisfies never
  }
}

function moveText({from, to}: Extract<PlanCall, {kind: 'move'}>, promoted: string | undefined, arrow: string): string {
  if (to === undefined) return `off ${from}${from !== undefined && from === promoted ? ', which keeps AWSCURRENT' : ''}`
  return from === undefined ? `on ${to}` : `${from} ${arrow} ${to}`
}
