import type {World} from '../../../kernel.ts'
import type {RotationSettings, Secret} from '../entities.ts'
import type {SecretStore} from '../store.ts'
import {
  parseSchedule,
  shortestGapDays,
  windowsAfter,
  type RotationRules,
  type Schedule,
  type Window,
} from '../schedule.ts'
import {DAY_MS, midnightOf} from '../schedule/calendar.ts'

export const WINDOW_TIMER = 'secretsmanager.window'

/** Payload of a window's timer. */
export interface WindowTimer {
  readonly secretArn: string
}

/** More than the windows that a rate in hours has before its hours of the day repeat. */
const MOST_RATE_WINDOWS = 26

/**
 * The settings with the next window planned: at a seeded moment inside it a timer starts the rotation. `from` is the
 * moment the schedule counts from: the last rotation, a hand-made value, or now. `shown` also makes the window's last
 * second the NextRotationDate; after a failure the old date stays and may come to lie in the past.
 */
export function planned(
  world: World,
  secret: Secret,
  settings: RotationSettings,
  options: {readonly from: number; readonly shown: boolean},
): RotationSettings {
  const {rules} = settings
  if (rules === undefined) return unplanned(world, settings)
  const window = nextWindow(parseSchedule(asGiven(rules)), settings.configuredAt, options.from)
  if (settings.plan !== undefined) world.clock.cancel(settings.plan.timer)
  if (window === undefined) return settings
  const dueAt = window.startMs + Math.floor(world.random() * (window.endMs - window.startMs))
  const payload: WindowTimer = {secretArn: secret.arn}
  const timer = world.clock.schedule({dueAt, kind: WINDOW_TIMER, payload})
  return {...settings, plan: {timer, dueAt}, ...(options.shown ? {nextRotationAt: window.endMs - 1000} : {})}
}

/** Plans a secret's next window anew from now on; a secret whose rotation is off stays as it is. */
export function replan(world: World, store: SecretStore, secretArn: string, options: {readonly shown: boolean}): void {
  const secret = store.byArn(secretArn)
  if (secret?.rotation?.enabled !== true) return
  const rotation = planned(world, secret, secret.rotation, {...options, from: world.clock.now()})
  store.touch({...secret, rotation})
}

/** The settings without a planned rotation and without a next date. */
export function unplanned(world: World, settings: RotationSettings): RotationSettings {
  if (settings.plan !== undefined) world.clock.cancel(settings.plan.timer)
  const {plan: _plan, nextRotationAt: _next, ...rest} = settings
  return rest
}

/** The rules as DescribeSecret shows them: for an expression AWS adds the days it works out to. */
export function shownRules(rules: RotationRules): NonNullable<RotationSettings['rules']> {
  const {AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration} = rules
  return {
    AutomaticallyAfterDays: days ?? shortestGapDays(parseSchedule(rules)),
    ...(duration === undefined ? {} : {Duration: duration}),
    ...(expression === undefined ? {} : {ScheduleExpression: expression}),
  }
}

/** Whether a schedule lets a rotation that is planned already go ahead when only the schedule is changed. */
export function keepsEarlierPlan(rules: RotationRules): boolean {
  return parseSchedule(rules).kind !== 'cron'
}

function asGiven(rules: NonNullable<RotationSettings['rules']>): RotationRules {
  const {AutomaticallyAfterDays: _computed, ...expression} = rules
  return rules.ScheduleExpression === undefined ? rules : expression
}

/** A rate in hours keeps to the midnight of the day it was set on, whenever the last rotation was. */
function nextWindow(schedule: Schedule, configuredAt: number, from: number): Window | undefined {
  if (schedule.kind !== 'hours') return windowsAfter(schedule, from, 1)[0]
  const anchor = midnightOf(configuredAt)
  const periodMs = schedule.hours * DAY_MS
  const start = anchor + Math.max(0, Math.floor((from - anchor) / periodMs)) * periodMs
  return windowsAfter(schedule, start, MOST_RATE_WINDOWS).find(window => window.startMs > from)
}
