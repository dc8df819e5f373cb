import {ownerOf} from '../doctor/owning-service.ts'
import type {Rehearsal} from '../rehearse/record.ts'
import {scheduleWords} from '../rotation/schedule-words.ts'
import {type RotationWindow, windowsAfter} from '../rotation/schedule.ts'
import type {Context} from './context.ts'
import {type Cancelled, whoCancelled} from './who-cancelled.ts'
import type {Check} from './enable-check.ts'
import {type FunctionLook, lookAtFunction, lookAtPermission, type PermissionLook} from './enable-function.ts'
import {lookAtKey} from './enable-key.ts'
import {lookAtRole} from './enable-role.ts'
import type {ChosenSchedule} from './enable-schedule.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** Windows of the schedule that are shown before it is stored. */
const SHOWN_WINDOWS = 5

/** What was looked at before anything is asked. */
export interface Preflight {
  readonly secret: ResolvedSecret
  /** In the order of the steps of a rotation: function, permission, role, key, then labels and schedule. */
  readonly checks: readonly Check[]
  readonly windows: readonly RotationWindow[]
  /** Service that owns the secret; it rotates without a function. */
  readonly owner?: string
  /** Only of a rotation that was switched off. */
  readonly cancelled?: Cancelled
  /** Absent: no function rotates it. */
  readonly permission?: PermissionLook
  readonly functionName?: string
  /** What is known of it from rehearsals. */
  readonly rehearsal: Rehearsal
  /** What stands in the way and cannot be mended in this run. */
  readonly obstacles: readonly Check[]
}

/** Reads everything that a rotation needs to succeed. Throws only what concerns the whole run. */
export async function preflight(
  context: Context,
  secret: ResolvedSecret,
  wanted: {readonly functionArn: string | undefined; readonly functionProfile: string | undefined} & ChosenSchedule,
): Promise<Preflight> {
  const owner = ownerOf(secret.description)
  const {functionArn, rules, schedule, source} = wanted
  const always: Check[] = [
    {name: 'labels', state: 'ok', text: 'AWSPENDING is on no other version', source: 'secretsmanager:DescribeSecret'},
    {name: 'schedule', state: 'ok', text: scheduleWords(rules), source},
  ]
  const base = {
    secret,
    windows: windowsAfter(schedule, context.clock.now(), SHOWN_WINDOWS),
    ...(owner === undefined ? {} : {owner}),
    ...(secret.description.rotationEnabled === false ? {cancelled: await whoCancelled(context, secret)} : {}),
  }
  if (functionArn === undefined) return {...base, rehearsal: {kind: 'never'}, checks: always, obstacles: []}
  const look = await lookAtFunction(context, secret, functionArn, wanted.functionProfile)
  const functionName = look.configuration?.name ?? functionArn
  const rehearsal = await rehearsalOfLook(context, look)
  if (look.check.state === 'bad')
    return {...base, functionName, rehearsal, checks: [look.check, ...always], obstacles: [look.check]}
  const [permission, role, key] = await Promise.all([
    lookAtPermission(context, secret, look),
    lookAtRole(context, secret, look),
    lookAtKey(context, secret, look),
  ])
  const checks = [look.check, permission.check, role, key, ...always]
  const found = {...base, functionName, rehearsal, permission, checks}
  return {...found, obstacles: obstaclesOf(found)}
}

async function rehearsalOfLook({rehearsals}: Context, {configuration, check}: FunctionLook): Promise<Rehearsal> {
  if (configuration !== undefined) return rehearsals.of(configuration)
  return (await rehearsals.any()) ? {kind: 'unread', reason: check.text} : {kind: 'never'}
}

function obstaclesOf({checks, permission}: Omit<Preflight, 'obstacles'>): readonly Check[] {
  return checks.filter(({state, name}) => state === 'bad' && !(name === 'permission' && permission?.missing === true))
}
